import Arrays

/// How bright, how contrasting and how colourful images become: factors, 1 changes nothing.
package struct ColorJitter: Sendable {
  package var brightness = 1.0
  package var contrast = 1.0
  package var saturation = 1.0

  package init() {}

  /// Luminance of red, green and blue (ITU-R BT.601).
  private static let luminance = [0.299, 0.587, 0.114]

  /// Each image with its own factors, in this order: pixels times brightness, distances from the mean
  /// luminance times contrast, distances from the pixel's own luminance times saturation.
  ///
  /// - Parameters:
  ///   - images: (N, C, H, W) of floats; of one channel the luminance is the channel, of other numbers
  ///     than three their mean.
  ///   - limits: results are cut to these after each step; nil leaves them.
  package static func apply(_ factors: [ColorJitter], to images: NDArray, limits: (Double, Double)?)
    -> NDArray
  {
    let source = images.contiguous
    let channels = images.shape[1]
    let pixels = images.shape[2] * images.shape[3]
    let result = NDArray(uninitialized: images.shape, images.dtype)
    let weights =
      channels == 3 ? luminance : [Double](repeating: 1 / Double(max(1, channels)), count: channels)
    func cut(_ x: Double) -> Double {
      guard let limits else { return x }
      return min(limits.1, max(limits.0, x))
    }
    for (image, factor) in factors.enumerated() {
      let start = image * channels * pixels
      var values = (0..<channels * pixels).map {
        cut(source.load(at: start + $0).double * factor.brightness)
      }
      func gray(_ pixel: Int) -> Double {
        weights.enumerated().reduce(0) { $0 + $1.element * values[$1.offset * pixels + pixel] }
      }
      let mean = (0..<pixels).reduce(0) { $0 + gray($1) } / Double(max(1, pixels))
      for place in values.indices {
        values[place] = cut(mean + (values[place] - mean) * factor.contrast)
      }
      if channels > 1, factor.saturation != 1 {
        for pixel in 0..<pixels {
          let own = gray(pixel)
          for channel in 0..<channels {
            let place = channel * pixels + pixel
            values[place] = cut(own + (values[place] - own) * factor.saturation)
          }
        }
      }
      for (place, value) in values.enumerated() { result.set(start + place, .float(value)) }
    }
    return result
  }
}
