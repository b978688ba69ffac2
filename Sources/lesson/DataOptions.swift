import ArgumentParser
import LessonApp

/// The option of every command that runs a lesson.
struct DataOptions: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      "The folder of downloaded data sets: CIFAR-10, MNIST.", valueName: "dir"),
    completion: .directory)
  var folder: String?
}

/// A command whose lessons may read data files.
protocol DataCommand: LessonCommand {
  var data: DataOptions { get }
}
