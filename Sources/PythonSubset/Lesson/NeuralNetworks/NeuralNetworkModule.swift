import Arrays
import Autodiff

/// `lesson.nn`: the functions of neural networks.
///
/// A family of functions is a list of `Builtin`s in a file of its own and a term of `catalogue`;
/// `lesson docs`, imports and suggestions follow from that.
enum NeuralNetworkModule {
  static var catalogue: [Builtin] {
    activations + losses + convolutions + poolings + normalizations + dropouts + penalties + layers
      + watching
  }

  /// Names that will be there, or that learners know from other libraries. What the catalogue has
  /// is no longer refused.
  static let notYet: Set<String> = [
    "conv3d", "conv_transpose2d", "max_pool3d", "avg_pool3d", "adaptive_avg_pool2d",
    "adaptive_max_pool2d", "group_norm", "instance_norm", "dropout1d", "dropout3d",
    "alpha_dropout", "linear", "embedding", "one_hot",
    "normalize", "pad", "softsign", "softmin", "silu", "swish", "mish", "relu6", "hardtanh",
    "hardsigmoid", "hardswish", "celu", "glu", "threshold", "rrelu", "logsigmoid",
    "gumbel_softmax", "scaled_dot_product_attention", "mse_loss", "nll_loss", "kl_div",
    "binary_cross_entropy", "smooth_l1_loss", "huber_loss", "hinge_loss", "multi_margin_loss",
    "triplet_margin_loss", "cosine_similarity", "Embedding", "RNN", "LSTM", "GRU",
    "CrossEntropyLoss", "MSELoss", "L1Loss", "BCEWithLogitsLoss", "functional", "init",
    "ModuleList", "ModuleDict", "DataParallel", "Identity", "NLLLoss",
    "KLDivLoss", "SmoothL1Loss", "HuberLoss", "BCELoss", "Conv3d", "ConvTranspose2d", "GroupNorm",
    "Hardtanh", "SiLU", "Softsign", "Unfold", "Upsample", "Transformer",
  ]

  /// Where another name is nearer than the one spelled alike.
  static let insteadOf = [
    "mse_loss": "`l2_loss` adds the squares of an example up and averages over the batch",
    "MSELoss": "`l2_loss` adds the squares of an example up and averages over the batch",
    "binary_cross_entropy":
      "`binary_cross_entropy_with_logits` takes scores, before the sigmoid",
    "nll_loss": "`cross_entropy` takes scores and does the softmax itself",
    "multi_margin_loss": "`hinge` adds the margins of the wrong classes up",
    "hinge_loss": "`hinge` adds the margins of the wrong classes up",
    "silu": "`x * nn.sigmoid(x)` computes it", "swish": "`x * nn.sigmoid(x)` computes it",
    "linear": "`x @ w + b` with w (in, out); PyTorch's function takes the transposed w",
    "functional": "the functions are in `lesson.nn` itself",
    "adaptive_avg_pool2d": "`x.mean(axis=(2, 3))` is the mean of each whole channel",
    "ModuleList": "a plain list of layers belongs to the network that holds it",
    "ModuleDict": "a plain dictionary of layers belongs to the network that holds it",
    "DataParallel": "layers use all processors as they are",
  ]

  /// What stands in the place of a parameter that other libraries have.
  static let insteadOfParameter = [
    "batch_norm.momentum": decayInstead,
    "BatchNorm.momentum": decayInstead, "BatchNorm1d.momentum": decayInstead,
    "BatchNorm2d.momentum": decayInstead,
    "Dropout.p": keepInstead, "Dropout2d.p": keepInstead, "DropConnect.p": keepInstead,
    "dropout.p": keepInstead, "dropout2d.p": keepInstead, "drop_connect.p": keepInstead,
  ]

  private static let decayInstead =
    "`running_decay=` is the share of the old average that is kept; `momentum=` means that in some "
    + "libraries and the rest in others"

  private static let keepInstead =
    "`keep=` is the probability to keep; `p=` means that in some texts and to drop in others"

  static func tensor(_ bound: Bound, _ index: Int, _ session: Session) throws -> Tensor {
    try session.tensor(bound[index] ?? .none)
  }

  /// An example that imports the module first.
  static func example(_ code: String) -> String { "from lesson import nn\n" + code }
}
