import Testing

@testable import LessonOutput

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("梯度", 4), ("a梯b", 4), ("e\u{301}", 1), ("x\u{302}", 1), ("∂f/∂x", 5),
    ("−4", 2), ("😀", 2), ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("❤️", 2), ("❤", 1), ("한국", 4), ("ｆ（ｘ）", 8),
    ("（", 2), ("xᵀ", 2), ("\u{200B}a", 1), ("│", 1), ("\u{7}a\n", 1),
  ])
  func columns(_ text: String, _ width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }

  @Test func latinBreaksAtSpaces() {
    #expect(LineBreaking.wrap("the chain rule", width: 9) == ["the chain", "rule"])
    #expect(LineBreaking.wrap("the chain rule", width: 8) == ["the", "chain", "rule"])
    #expect(LineBreaking.wrap("backpropagation", width: 6) == ["backpr", "opagat", "ion"])
    #expect(LineBreaking.wrap("one\ntwo three", width: 20) == ["one", "two three"])
    #expect(LineBreaking.wrap("a b", width: 10, firstWidth: 1) == ["a", "b"])
    #expect(LineBreaking.wrap("", width: 10) == [""])
  }

  @Test func ideographsBreakAnywhereButAtPunctuation() {
    #expect(LineBreaking.wrap("梯度是向量", width: 4) == ["梯度", "是向", "量"])
    // 。 may not begin a line, （ may not end one.
    #expect(LineBreaking.wrap("梯度。是", width: 4) == ["梯", "度。", "是"])
    #expect(LineBreaking.wrap("梯（度）", width: 6) == ["梯", "（度）"])
    #expect(LineBreaking.wrap("用 ReLU 激活", width: 8) == ["用 ReLU", "激活"])
  }

  @Test func noLineIsWiderThanAsked() {
    let text = "权重w的梯度（gradient）等于本地梯度乘以上游梯度，see “chain rule”。End of the paragraph."
    for width in 2...40 {
      let lines = LineBreaking.wrap(text, width: width)
      #expect(lines.allSatisfy { DisplayWidth.of($0) <= width })
      let kept = lines.joined().filter { $0 != " " }
      #expect(kept == text.filter { $0 != " " })
    }
  }
}
