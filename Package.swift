// swift-tools-version: 6.0
import PackageDescription

let package = Package(
  name: "lesson",
  products: [
    .executable(name: "lesson", targets: ["lesson"]),
    .library(name: "Autodiff", targets: ["Autodiff"]),
    .library(name: "NeuralNetworks", targets: ["NeuralNetworks"]),
    .executable(name: "lesson-bench", targets: ["lesson-bench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    .systemLibrary(name: "CCMark", pkgConfig: "libcmark", providers: [.apt(["libcmark-dev"])]),

    .target(name: "Diagnostics"),
    .target(name: "CKernels", exclude: ["README.md"]),
    .target(name: "Arrays", dependencies: ["CKernels", "Diagnostics"]),
    .target(name: "Autodiff", dependencies: ["Arrays", "CKernels"]),
    .target(name: "NeuralNetworks", dependencies: ["Autodiff", "CKernels"]),
    .target(name: "LessonOutput", dependencies: ["Diagnostics"]),
    .target(name: "PythonSubset", dependencies: ["NeuralNetworks", "CKernels", "LessonOutput"]),
    .target(
      name: "LessonDocument",
      dependencies: ["CCMark", "LessonOutput", .product(name: "Yams", package: "Yams")]),
    .target(name: "LessonRunner", dependencies: ["PythonSubset", "LessonDocument"]),
    .target(name: "Rendering", dependencies: ["LessonOutput"]),
    .target(
      name: "LessonApp", dependencies: ["LessonRunner", "Rendering"],
      exclude: ["Schema/lesson-run.json", "Schema/lesson-grades.json"]),
    .executableTarget(
      name: "lesson",
      dependencies: [
        "LessonApp", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "lesson-bench",
      dependencies: [
        "Autodiff", "CKernels", "PythonSubset",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .testTarget(name: "ArraysTests", dependencies: ["Arrays", "CKernels"], exclude: ["Recorded"]),
    .testTarget(
      name: "AutodiffTests", dependencies: ["Autodiff", "CKernels"], exclude: ["Recorded"]),
    .testTarget(
      name: "NeuralNetworksTests", dependencies: ["NeuralNetworks", "CKernels"],
      exclude: ["Recorded"]),
    .testTarget(
      name: "LessonOutputTests", dependencies: ["LessonOutput"], exclude: ["Recorded"]),
    .testTarget(
      name: "PythonSubsetTests", dependencies: ["PythonSubset"],
      exclude: ["Programs", "Recorded"]),
    .testTarget(name: "LessonDocumentTests", dependencies: ["LessonDocument"]),
    .testTarget(
      name: "LessonRunnerTests", dependencies: ["LessonRunner"], exclude: ["Programs"]),
    .testTarget(name: "RenderingTests", dependencies: ["Rendering"]),
    .testTarget(
      name: "LessonAppTests", dependencies: ["LessonApp"], exclude: ["Graphs", "Gallery"]),
  ],
  swiftLanguageModes: [.v6]
)
