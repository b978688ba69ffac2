import Arrays
import Autodiff
import NeuralNetworks

/// Data in files: those that a lesson lists, and the sets that learners download.
extension DataModule {
  static var files: [Builtin] {
    let images =
      " Without a split X_train, y_train, X_test, y_test; \"train\" or \"test\" gives X, y of one part. "
      + "Floats are brightness from 0 to 1, whole-number types the bytes; count= takes the first images "
      + "of each part only."
    return [
      Builtin(
        "csv", "name, header=True, delimiter=None",
        "The table of a CSV file that the lesson's front matter lists under `data:`. `t['height']` is a "
          + "column: whole numbers, floats (empty fields nan) or texts; `t[['a', 'b']]` several as (N, 2); "
          + "`.columns`, `.array` (N, columns), `.shape`, len(). Fields lie between commas unless delimiter= "
          + "says otherwise; header=False calls the columns '0', '1', ….",
        example(
          "t = data.csv('heights.csv')\nt.columns, t['km'], t[['km', 'boils']].shape, t['place'][1]"
        )
      ) { bound, session in
        guard let name = bound[0]?.text else {
          throw PythonError.type(
            "csv() takes the name of a file, not \(session.typeName(bound[0] ?? .none))",
            hint: "data.csv('houses.csv'), with `data: houses.csv` in the front matter")
        }
        let header = try bound[1].map { try session.isTrue($0) } ?? true
        let delimiter = bound.given(2).map { $0.text ?? "" } ?? ","
        guard delimiter.utf8.count == 1, let byte = delimiter.utf8.first,
          !delimiter.contains(where: { "\"\r\n".contains($0) })
        else {
          throw PythonError.value(
            "csv: delimiter= is \(try session.representation(bound[2] ?? .none))",
            hint: "it is one character: ',', ';' or '\\t'")
        }
        let bytes = try session.data.declaredFile(name, limit: CSVTable.largestFile)
        // Fields become texts before they become numbers.
        try session.chargeMemory(24, times: bytes.count)
        do throws(DataFileProblem) {
          return .object(
            TableObject(
              name, try CSVTable(bytes, name: name, hasHeader: header, delimiter: byte)))
        } catch {
          throw error.pythonError
        }
      },
      Builtin(
        "cifar10", "split=None, dtype=\"float32\", count=None",
        "CIFAR-10's 50,000 + 10,000 colour photographs of ten classes, (N, 3, 32, 32), from the files of "
          + "cifar-10-binary.tar.gz in the folder that `--data DIR` names (Krizhevsky 2009)."
          + images,
        example("X, y = data.cifar10('test', count=2)\nX.shape, X.dtype, y.shape")
      ) { bound, session in
        try parts(bound, session) { isTest, most in
          var set = CIFAR10.empty
          for name in isTest ? CIFAR10.testFiles : CIFAR10.trainingFiles where set.count < most {
            let file = try session.data.downloadedFile(
              CIFAR10.folders.map { $0 + name }, limit: CIFAR10.largestFile,
              "CIFAR-10's binary version, \(CIFAR10.archive),")
            do throws(DataFileProblem) {
              try CIFAR10.read(file.bytes, name: file.name, into: &set, most: most)
            } catch {
              throw error.pythonError
            }
          }
          return set
        }
      },
      Builtin(
        "mnist", "split=None, dtype=\"float32\", count=None",
        "MNIST's 60,000 + 10,000 handwritten digits, (N, 1, 28, 28), from its four IDX files, gzipped or "
          + "not, in the folder that `--data DIR` names (LeCun, Cortes, Burges 1998)." + images,
        example("X, y = data.mnist('test', dtype=np.uint8, count=3)\nX.shape, X.dtype, y.shape")
      ) { bound, session in
        try parts(bound, session) { isTest, most in
          let names = isTest ? MNIST.testFiles : MNIST.trainingFiles
          func file(_ name: String) throws -> (name: String, bytes: [UInt8]) {
            let found = try session.data.downloadedFile(
              MNIST.folders.flatMap { [$0 + name, $0 + name + ".gz"] }, limit: MNIST.largestFile,
              "MNIST's four files, \(name).gz among them,")
            guard found.name.hasSuffix(".gz") else { return found }
            do throws(DataFileProblem) {
              return (
                found.name,
                try Gzip.unpacked(found.bytes, name: found.name, limit: MNIST.largestFile)
              )
            } catch {
              throw error.pythonError
            }
          }
          let (images, labels) = (try file(names.images), try file(names.labels))
          do throws(DataFileProblem) {
            return try MNIST.read(images: images, labels: labels, most: most)
          } catch {
            throw error.pythonError
          }
        }
      },
    ]
  }

  /// Training and test images, or one of the two.
  private static func parts(
    _ bound: Bound, _ session: Session, _ read: (_ isTest: Bool, _ most: Int) throws -> ImageSet
  ) throws -> Value {
    let type = try type(bound.given(1), else: .float32, session)
    guard type != .bool else {
      throw PythonError.value(
        "\(bound.function): dtype= is bool", hint: "`X > 0.5` of the floats tells light from dark")
    }
    guard type != .int8 else {
      throw PythonError.value(
        "\(bound.function): dtype= is int8", hint: "bytes go up to 255: np.uint8 holds them")
    }
    let most = try bound.given(2).map { try session.size($0) } ?? Int.max
    guard most >= 1 else {
      throw PythonError.value("\(bound.function): count= is \(most)", hint: "at least one image")
    }
    let asked: [Bool]
    switch (bound.given(0), bound.given(0)?.text) {
    case (nil, _): asked = [false, true]
    case (_, "train"): asked = [false]
    case (_, "test"): asked = [true]
    default:
      throw PythonError.value(
        "\(bound.function): split= is \(try session.representation(bound[0] ?? .none))",
        hint: "it is \"train\", \"test\" or None for both")
    }
    return .tuple(
      try asked.flatMap { isTest in
        let set = try read(isTest, most)
        let shape = [set.count, set.channels, set.rows, set.columns]
        try session.chargeMemory(type.size + 1, times: NDArray.checkedCount(shape))
        return [
          array(brightness(set.pixels, shape, type)), array(NDArray(set.labels.map(Int.init))),
        ]
      })
  }

  private static func brightness(_ bytes: [UInt8], _ shape: [Int], _ type: DType) -> NDArray {
    let result = NDArray(uninitialized: shape, type)
    let count = min(bytes.count, result.count)
    switch type {
    case .float32:
      let table = (0..<256).map { Float(Double($0) / 255) }
      let out = result.pointer(Float.self)
      for place in 0..<count { out[place] = table[Int(bytes[place])] }
    case .float64:
      let out = result.pointer(Double.self)
      for place in 0..<count { out[place] = Double(bytes[place]) / 255 }
    case .uint8:
      let out = result.pointer(UInt8.self)
      for place in 0..<count { out[place] = bytes[place] }
    default: for place in 0..<count { result.set(place, .int(Int(bytes[place]))) }
    }
    return result
  }
}
