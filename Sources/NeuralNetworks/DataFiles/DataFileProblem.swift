/// Why a data file cannot be used: what was found, and one next move.
package struct DataFileProblem: Error, Hashable, Sendable {
  /// As the reader knows the file.
  package var file: String
  package var message: String
  package var hint: String?
  /// Nothing is there, so that another name may be tried.
  package var isMissing = false

  package init(_ file: String, _ message: String, hint: String? = nil, isMissing: Bool = false) {
    self.file = file
    self.message = message
    self.hint = hint
    self.isMissing = isMissing
  }
}

/// Images of one size and what they show, as they stand in a file: bytes.
package struct ImageSet: Sendable {
  package var count: Int
  package var channels: Int
  package var rows: Int
  package var columns: Int
  /// (count, channels, rows, columns), row by row.
  package var pixels: [UInt8]
  package var labels: [UInt8]

  package init(channels: Int, rows: Int, columns: Int) {
    (count, self.channels, self.rows, self.columns) = (0, channels, rows, columns)
    (pixels, labels) = ([], [])
  }
}
