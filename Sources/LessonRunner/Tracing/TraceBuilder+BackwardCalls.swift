import Arrays
import Autodiff
import LessonOutput
import PythonSubset

/// What calls of `backward()` in the block did.
extension TraceBuilder {
  func backwardCalls() -> [BackwardCall] {
    var totals: [UInt32: [Double]] = [:]
    return tape.backwardCalls.enumerated().map { position, call in
      let sent = call.sent.compactMap { item -> BackwardCall.Sent? in
        guard let name = tracer.names[item.node] else { return nil }
        var total = ""
        if item.shape.isEmpty, let value = item.gradient.first {
          totals[item.node, default: []].append(value)
          let all = totals[item.node] ?? []
          if all.count > 1 {
            total = Equation.text(
              result: all.reduce(0, +),
              of: .sum(all.map { .number($0, integer: $0.rounded() == $0 && abs($0) < 1e15) }))
          }
        }
        let picture =
          item.shape.isEmpty
          ? Picture(item.gradient.first ?? .nan)
          : Picture(shape: item.shape, dtype: "float64", values: item.gradient)
        return .init(name: name, gradient: picture, total: total)
      }
      return BackwardCall(
        number: position + 1, line: line(call.site),
        output: tracer.names[call.output] ?? "an unnamed value", sent: sent)
    }
  }
}
