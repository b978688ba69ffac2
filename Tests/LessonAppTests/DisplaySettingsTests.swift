import Testing

@testable import LessonApp

@Suite struct DisplaySettingsTests {
  func device(terminal: Bool, columns: Int? = nil, _ environment: [String: String] = [:])
    -> OutputDevice
  {
    OutputDevice(isTerminal: terminal, columns: columns, environment: environment)
  }

  @Test func pipedOutputHas80ColumnsAndNoColour() {
    let options = device(terminal: false, ["COLUMNS": "200", "TERM": "xterm"])
      .options(DisplayRequest())
    #expect(options.width == 80)
    #expect(!options.color)
    #expect(options.unicode)
  }

  @Test func aTerminalSaysHowWideItIs() {
    let request = DisplayRequest()
    #expect(device(terminal: true, columns: 132, ["COLUMNS": "90"]).options(request).width == 132)
    #expect(device(terminal: true, ["COLUMNS": "90"]).options(request).width == 90)
    #expect(device(terminal: true, ["COLUMNS": "many"]).options(request).width == 80)
    #expect(device(terminal: true).options(request).width == 80)
  }

  @Test func aWidthThatWasAskedForWins() {
    var request = DisplayRequest()
    request.width = 50
    #expect(device(terminal: true, columns: 132).options(request).width == 50)
    #expect(device(terminal: false).options(request).width == 50)
  }

  @Test func colourOnATerminalUnlessTheUserDeclines() {
    let auto = DisplayRequest()
    #expect(device(terminal: true, ["TERM": "xterm"]).options(auto).color)
    #expect(!device(terminal: true, ["TERM": "dumb"]).options(auto).color)
    #expect(!device(terminal: true, ["NO_COLOR": "1"]).options(auto).color)
    #expect(device(terminal: true, ["NO_COLOR": ""]).options(auto).color)
    var request = DisplayRequest()
    request.color = .always
    #expect(device(terminal: false, ["NO_COLOR": "1"]).options(request).color)
    request.color = .never
    #expect(!device(terminal: true).options(request).color)
  }

  @Test(arguments: [
    ([:], true), (["LANG": "C"], true), (["LANG": "de_DE.UTF-8"], true),
    (["LANG": "de_DE.utf8@euro"], true), (["LANG": "de_DE.ISO-8859-1"], false),
    (["LANG": "de_DE.ISO-8859-1", "LC_ALL": "C.UTF-8"], true),
    (["LANG": "C.UTF-8", "LC_CTYPE": "zh_CN.GBK"], false),
    (["LANG": "zh_CN.GBK", "LC_ALL": ""], false),
  ])
  func unicodeUnlessTheLocaleSaysOtherwise(environment: [String: String], expected: Bool) {
    #expect(device(terminal: true, environment).options(DisplayRequest()).unicode == expected)
  }

  @Test func asciiOnDemand() {
    var request = DisplayRequest()
    request.ascii = true
    #expect(!device(terminal: true).options(request).unicode)
  }
}
