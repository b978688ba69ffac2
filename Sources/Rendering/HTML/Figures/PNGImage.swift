import LessonOutput

/// Grids of colours as PNG files in `data:` addresses, as small as an index of colours makes them.
enum PNGImage {
  static func dataAddress(_ image: FigureImage, flipX: Bool, flipY: Bool) -> String? {
    let (rows, columns) = (image.rows, image.columns)
    guard rows > 0, columns > 0, rows <= 1 << 14, columns <= 1 << 14,
      image.cells.count == rows * columns, !image.palette.isEmpty,
      image.cells.allSatisfy({ image.palette.indices.contains($0) })
    else { return nil }
    let isIndexed = image.palette.count <= 256
    let hasAlpha = image.palette.contains { $0.alpha < 255 }
    let channels = isIndexed ? 1 : hasAlpha ? 4 : 3
    var raw: [UInt8] = []
    raw.reserveCapacity(rows * (columns * channels + 1))
    for row in 0..<rows {
      raw.append(0)
      let source = (flipY ? rows - 1 - row : row) * columns
      for column in 0..<columns {
        let cell = image.cells[source + (flipX ? columns - 1 - column : column)]
        if isIndexed {
          raw.append(UInt8(cell))
        } else {
          let color = image.palette[cell]
          raw += [color.red, color.green, color.blue]
          if hasAlpha { raw.append(color.alpha) }
        }
      }
    }
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    let type: UInt8 = isIndexed ? 3 : hasAlpha ? 6 : 2
    chunk("IHDR", bigEndian(columns) + bigEndian(rows) + [8, type, 0, 0, 0], &file)
    if isIndexed {
      chunk("PLTE", image.palette.flatMap { [$0.red, $0.green, $0.blue] }, &file)
      if hasAlpha { chunk("tRNS", image.palette.map(\.alpha), &file) }
    }
    chunk("IDAT", Deflate.zlib(raw), &file)
    chunk("IEND", [], &file)
    return "data:image/png;base64," + base64(file)
  }

  private static func bigEndian(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  private static func chunk(_ name: String, _ data: [UInt8], _ file: inout [UInt8]) {
    file += bigEndian(data.count)
    let content = Array(name.utf8) + data
    file += content
    file += bigEndian(Int(checksum(content)))
  }

  private static let table: [UInt32] = (0..<256).map { number in
    (0..<8).reduce(UInt32(number)) { value, _ in
      value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
    }
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ ($0 >> 8) }
  }

  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func base64(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        text.append(
          place <= group.count ? digits[Int(bits >> UInt32(18 - 6 * place) & 63)] : 61)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
