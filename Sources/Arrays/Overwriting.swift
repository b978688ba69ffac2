extension NDArray {
  /// Makes the memory this cell's own before all elements of the view are written: what others still
  /// read stays theirs, and is not copied where the view covers the cell.
  ///
  /// - Returns: the memory with the old contents, which may be the same.
  package func prepareOverwrite() -> Buffer {
    if isKnownUniquelyReferenced(&cell.buffer) {
      cell.version &+= 1
      return cell.buffer
    }
    let old = cell.buffer
    if coversCell {
      cell.buffer = Buffer.make(byteCount: old.byteCount)
      cell.version &+= 1
    } else {
      prepareWrite()
    }
    return old
  }
}
