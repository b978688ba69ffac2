import Arrays
import Autodiff
import NeuralNetworks

/// `lesson.augment`: images changed at random as they could have been taken too.
enum AugmentModule {
  static let refused: Set<String> = Set(insteadOf.keys).union([
    "RandomPerspective", "RandomAffine", "GaussianBlur", "AutoAugment", "RandAugment", "MixUp",
    "mixup", "CutMix", "cutmix", "Compose", "ToTensor", "Resize", "CenterCrop", "hue",
  ])

  static let insteadOf = [
    "RandomHorizontalFlip": "`flip(x)` mirrors half of the images",
    "RandomVerticalFlip": "`flip(x, vertical=True)` turns half of the images upside down",
    "RandomRotation": "`rotate(x, degrees=15)` turns each image",
    "RandomCrop": "`crop(x, padding=4)` cuts a part out of each padded image",
    "ColorJitter": "`color_jitter(x)` changes brightness, contrast and saturation",
    "RandomErasing": "`cutout(x, size=8)` blanks a square of each image",
    "Normalize": "`lesson.preprocess.Standardize(per=\"channel\")` does this",
    "colour_jitter": "`color_jitter(x)` changes brightness, contrast and saturation",
    "shift": "`translate(x, pixels=2)` moves each image",
    "Compose": "call them one after the other: x = flip(crop(x))",
  ]

  private static func example(_ code: String) -> String {
    "from lesson import augment\nx = np.arange(1.0, 10).reshape(1, 1, 3, 3)\n" + code
  }

  private static let ending =
    " x is (N, C, H, W), the result a new array of its type; draws are np.random's, or a seed's own."

  static var catalogue: [Builtin] {
    [
      Builtin(
        "flip", "x, p=0.5, vertical=False, seed=None",
        "Mirrors each image left to right, or top to bottom, where np.random.rand(N) < p." + ending,
        example("augment.flip(x, p=1.0)")
      ) { bound, session in
        let x = try images(bound, session)
        let p = try bound[1].map { try session.double($0) } ?? 0.5
        guard p >= 0, p <= 1 else {
          throw PythonError.value("flip: p= is \(p)", hint: "it is a probability: from 0 to 1")
        }
        let isVertical = try bound[2].map { try session.isTrue($0) } ?? false
        let flipped = try draw(x.shape[0], bound.given(3), session) { $0.unit() < p }
        return result(ImageMoves(x).flip(flipped, isVertical: isVertical))
      },
      Builtin(
        "rotate", "x, degrees=15.0, fill=0.0, seed=None",
        "Turns each image about its middle by np.random.uniform(−degrees, degrees, N), "
          + "counterclockwise, with bilinear interpolation; `fill` comes in from outside." + ending,
        example("augment.rotate(x, degrees=30, seed=0).round(1)")
      ) { bound, session in
        let x = try images(bound, session, floats: true)
        let degrees = try amount(bound[1], "degrees", else: 15, bound, session)
        let angles = try draw(x.shape[0], bound.given(3), session) {
          try $0.uniform(-degrees, degrees)
        }
        return result(ImageMoves(x, fill: try fill(bound[2], session)).rotate(degrees: angles))
      },
      Builtin(
        "translate", "x, pixels=2, fill=0.0, seed=None",
        "Moves each image down and to the right by np.random.randint(−pixels, pixels + 1, (N, 2)); "
          + "`fill` comes in from outside." + ending, example("augment.translate(x, 1, seed=1)")
      ) { bound, session in
        let x = try images(bound, session)
        let pixels = try side(bound[1], "pixels", else: 2, least: 0, bound, session)
        let offsets = try pairs(x.shape[0], bound.given(3), session) {
          (try $0.integer(-pixels, pixels + 1), try $0.integer(-pixels, pixels + 1))
        }
        return result(ImageMoves(x, fill: try fill(bound[2], session)).translate(offsets))
      },
      Builtin(
        "crop", "x, size=None, padding=4, fill=0.0, seed=None",
        "A part of each image, `size` high and wide (its own size if left out), after `padding` pixels of "
          + "`fill` were put around it; its corner is drawn by np.random.randint, row before column."
          + ending, example("augment.crop(x, padding=1, seed=2)")
      ) { bound, session in
        let x = try images(bound, session)
        let padding = try side(bound[2], "padding", else: 4, least: 0, bound, session)
        let sizes = try bound.given(1).map { value -> [Int] in
          if let one = session.index(value) { return [one, one] }
          return try session.shape(value)
        }
        let (rows, columns) = (sizes?.first ?? x.shape[2], sizes?.last ?? x.shape[3])
        let (most, widest) = (x.shape[2] + 2 * padding, x.shape[3] + 2 * padding)
        guard sizes.map({ $0.count == 2 }) ?? true, (1...max(1, most)).contains(rows),
          (1...max(1, widest)).contains(columns)
        else {
          throw PythonError.value(
            "crop: size= is \(try session.representation(bound[1] ?? .none))",
            hint: "from 1 to \(most) × \(widest), the images with their padding")
        }
        try session.chargeMemory(
          x.dtype.size, times: NDArray.checkedCount([x.shape[0], x.shape[1], rows, columns]))
        let corners = try pairs(x.shape[0], bound.given(4), session) {
          (try $0.integer(0, most - rows + 1), try $0.integer(0, widest - columns + 1))
        }
        return result(
          ImageMoves(x, fill: try fill(bound[3], session))
            .crop(corners, rows: rows, columns: columns, padding: padding))
      },
      Builtin(
        "color_jitter",
        "x, brightness=0.2, contrast=0.2, saturation=0.2, clip=True, hue!, seed=None",
        "Times brightness, then distances from the image's mean luminance times contrast, then distances "
          + "from each pixel's luminance times saturation; the factors are np.random.uniform(1 − b, 1 + b), "
          + "three for each image. clip=True keeps images of 0 to 1 there." + ending,
        example("augment.color_jitter(x / 9, brightness=0.5, contrast=0, seed=0).round(2)")
      ) { bound, session in
        let x = try images(bound, session, floats: true)
        let spreads = try ["brightness", "contrast", "saturation"].enumerated().map {
          try amount(bound[$0 + 1], $1, else: 0.2, bound, session)
        }
        let factors = try draw(x.shape[0], bound.given(6), session) { state in
          var factor = ColorJitter()
          factor.brightness = try state.uniform(max(0, 1 - spreads[0]), 1 + spreads[0])
          factor.contrast = try state.uniform(max(0, 1 - spreads[1]), 1 + spreads[1])
          factor.saturation = try state.uniform(max(0, 1 - spreads[2]), 1 + spreads[2])
          return factor
        }
        let isClipped = try bound[4].map { try session.isTrue($0) } ?? true
        return result(ColorJitter.apply(factors, to: x, limits: isClipped ? (0, 1) : nil))
      },
      Builtin(
        "cutout", "x, size=8, fill=0.0, seed=None",
        "Blanks a square of this side in each image; its middle is a pixel that np.random.randint draws, "
          + "row before column, so that it may reach over the edge (DeVries, Taylor 2017)."
          + ending,
        example("augment.cutout(x, size=2, seed=0)")
      ) { bound, session in
        let x = try images(bound, session)
        let size = try side(bound[1], "size", else: 8, least: 1, bound, session)
        guard x.shape[2] > 0, x.shape[3] > 0 else { return result(x.copy()) }
        let centers = try pairs(x.shape[0], bound.given(3), session) {
          (try $0.integer(0, x.shape[2]), try $0.integer(0, x.shape[3]))
        }
        return result(ImageMoves(x, fill: try fill(bound[2], session)).cutout(centers, side: size))
      },
    ]
  }

  // MARK: Arguments

  private static func images(_ bound: Bound, _ session: Session, floats: Bool = false) throws
    -> NDArray
  {
    let x = try session.tensor(bound[0] ?? .none)
    session.lost(x.node, "augment.\(bound.function)")
    guard x.array.dimensions == 4 else {
      throw PythonError.value(
        "\(bound.function): x has shape \(pythonShape(x.array.shape))",
        hint: x.array.dimensions == 3
          ? "a batch is (N, C, H, W): `x[None]` is a batch of one, `x[:, None]` adds a channel"
          : "a batch of images is (N, C, H, W)")
    }
    if floats, !x.array.dtype.isFloat {
      throw PythonError.value(
        "\(bound.function): x is \(x.array.dtype.name)",
        hint: "pixels are mixed: `x.astype(np.float32) / 255` first")
    }
    try session.chargeMemory(x.array.dtype.size, times: x.array.count)
    try session.charge(elements: x.array.count * 8)
    return x.array
  }

  private static func amount(
    _ value: Value?, _ word: String, else fallback: Double, _ bound: Bound, _ session: Session
  ) throws -> Double {
    let amount = try value.map { try session.double($0) } ?? fallback
    guard amount >= 0, amount <= 1e6 else {
      throw PythonError.value("\(bound.function): \(word)= is \(amount)", hint: "0 or more")
    }
    return amount
  }

  private static func side(
    _ value: Value?, _ word: String, else fallback: Int, least: Int, _ bound: Bound,
    _ session: Session
  ) throws -> Int {
    let side = try value.map { try session.size($0) } ?? fallback
    guard side >= least, side <= 1 << 20 else {
      throw PythonError.value(
        "\(bound.function): \(word)= is \(side)", hint: "a number of pixels, \(least) or more")
    }
    return side
  }

  private static func fill(_ value: Value?, _ session: Session) throws -> Double {
    try value.map { try session.double($0) } ?? 0
  }

  /// One draw for each image.
  private static func draw<T>(
    _ count: Int, _ seed: Value?, _ session: Session, _ body: (inout RandomState) throws -> T
  ) throws -> [T] {
    try session.drawing(seed: seed) { state in try (0..<count).map { _ in try body(&state) } }
  }

  private static func pairs(
    _ count: Int, _ seed: Value?, _ session: Session,
    _ body: (inout RandomState) throws -> (Int, Int)
  ) throws -> [(Int, Int)] {
    try draw(count, seed, session, body)
  }

  private static func result(_ array: NDArray) -> Value { .object(ArrayObject(array)) }
}
