import Testing

/// One definition that implementations disagree on: its item, where it is from, how it is tested.
struct Definition: Sendable, CustomTestStringConvertible {
  /// Numbers that a reader can check by hand or knows from a lesson.
  struct Stated: Sendable {
    var name: String
    var numbers: [Double]
    var within: Double
  }

  struct Refused: Sendable, CustomTestStringConvertible {
    var code: String
    var message: String
    var hint: [String]
    var testDescription: String { code }
  }

  var item: String
  var program: String
  var source: String
  /// Relative to the largest number of an answer.
  var tolerance = 1e-12
  var stated: [Stated] = []
  var refused: [Refused] = []

  var testDescription: String { "\(item): \(source)" }

  static let table: [Definition] = [
    Definition(
      item: "gradient descent, momentum", program: "gradient_descent",
      source: "Polyak 1964; Nesterov 1983, as in Sutskever et al. 2013 and Bengio et al. 2013",
      stated: [
        Stated(name: "vanilla from 1", numbers: [0.9, 0.81, 0.729], within: 1e-12),
        Stated(name: "momentum from 1", numbers: [0.9, 0.72, 0.486], within: 1e-12),
        Stated(name: "nesterov from 1", numbers: [0.81, 0.5751, 0.327321], within: 1e-12),
      ]),
    Definition(
      item: "AdaGrad, RMSProp", program: "adagrad_rmsprop",
      source: "Duchi, Hazan, Singer 2011; Tieleman, Hinton 2012, lecture 6e"),
    Definition(item: "AdaDelta", program: "adadelta", source: "Zeiler 2012, algorithm 1"),
    Definition(
      item: "Adam", program: "adam",
      source: "Kingma, Ba 2015, algorithm 1; Loshchilov, Hutter 2019, algorithm 2",
      stated: [
        Stated(
          name: "adam from 1", numbers: [0.900000001, 0.800412230, 0.701586275], within: 5e-10)
      ]),
    Definition(
      item: "L2, L1, elastic, max-norm", program: "penalties",
      source: "Krogh, Hertz 1991; Tibshirani 1996; Zou, Hastie 2005; Srebro, Shraibman 2005 and "
        + "Srivastava et al. 2014 for max-norm"),
    Definition(
      item: "losses", program: "losses",
      source: "Weston, Watkins 1999 (hinge); Bridle 1990 (softmax); Bishop 2006, §4.3",
      stated: [
        Stated(name: "hinge of 3.2 5.1 -1.7", numbers: [2.9], within: 1e-12),
        Stated(name: "softmax of 3.2 5.1 -1.7", numbers: [2.0404], within: 5e-5),
        Stated(name: "softmax of .2 .3 .5 gradient", numbers: [0.2, -0.7, 0.5], within: 1e-12),
        Stated(name: "softmax of large scores", numbers: [666], within: 1e-12),
      ]),
    Definition(
      item: "ties, kinks", program: "ties_and_kinks",
      source: "Griewank, Walther 2008, ch. 14; Maas et al. 2013 (leaky ReLU)",
      stated: [
        Stated(name: "maximum of two variables, first", numbers: [0, 0.5, 1], within: 0),
        Stated(name: "relu", numbers: [0, 0, 1], within: 0),
        Stated(name: "absolute", numbers: [-1, 0, 1], within: 0),
        Stated(name: "leaky relu", numbers: [0.1, 0.1, 1], within: 0),
        Stated(name: "max-pool", numbers: [0, 1, 1, 0, 0, 0, 0, 0], within: 0),
      ]),
    Definition(
      item: "convolution, pooling", program: "convolution_pooling",
      source: "LeCun et al. 1998; Dumoulin, Visin 2016 (sizes)",
      stated: [
        Stated(name: "227, 11, stride 4", numbers: [1, 1, 55, 55], within: 0),
        Stated(name: "224, 7, padding 3, stride 2", numbers: [1, 1, 112, 112], within: 0),
      ],
      refused: [
        Refused(
          code: "nn.conv2d(np.ones((1, 1, 10, 10)), np.ones((1, 1, 3, 3)), stride=2)",
          message: "conv2d: along the rows the filter has no whole number of places: "
            + "(10 − 3 + 2·0)/2 + 1 = 4.5",
          hint: ["`stride=` 1 or 7", "9 or 11 rows", "`floor=True`", "as PyTorch does"]),
        Refused(
          code: "nn.conv2d(np.ones((1, 1, 224, 224)), np.ones((1, 1, 7, 7)), stride=2, padding=3)",
          message: "conv2d: along the rows the filter has no whole number of places: "
            + "(224 − 7 + 2·3)/2 + 1 = 112.5",
          hint: ["223 or 225 rows", "`floor=True`"]),
        Refused(
          code: "nn.max_pool2d(np.ones((1, 1, 5, 5)), 2)",
          message: "max_pool2d: along the rows the window has no whole number of places: "
            + "(5 − 2 + 2·0)/2 + 1 = 2.5",
          hint: ["4 or 6 rows", "`floor=True`"]),
      ]),
    Definition(
      item: "batch norm", program: "batch_norm", source: "Ioffe, Szegedy 2015, algorithms 1 and 2",
      refused: [
        Refused(
          code: "nn.batch_norm(np.ones((4, 3)), np.ones(3), np.zeros(3), momentum=0.9)",
          message: "this language has no `momentum=` of batch_norm", hint: ["`running_decay=`"])
      ]),
    Definition(
      item: "dropout", program: "dropout",
      source: "Srivastava et al. 2014, §10 (inverted); Huang et al. 2016, eq. 4 and 5",
      stated: [
        Stated(name: "mean of the mask", numbers: [1], within: 0.005),
        Stated(name: "expected layers", numbers: [40.25], within: 1e-12),
      ],
      refused: ["dropout", "dropout2d", "drop_connect"].map {
        Refused(
          code:
            "nn.\($0)(np.ones((2, 2, 2))\($0 == "drop_connect" ? ", np.ones((2, 2))" : ""), p=0.3)",
          message: "this language has no `p=` of \($0)", hint: ["`keep=`"])
      }),
    Definition(
      item: "initialisation", program: "initialisation",
      source:
        "He et al. 2015, eq. 10; Glorot, Bengio 2010, eq. 12; LeCun et al. 1998, Efficient BackProp, §4.6",
      stated: [
        Stated(name: "tanh, .01", numbers: [0.2132, 0.0477, 0.0106], within: 5e-5),
        Stated(name: "relu, kaiming, last layer", numbers: [0.764], within: 5e-4),
      ]),
    Definition(
      item: "relative error", program: "relative_error",
      source: "CS231n, Neural Networks 3: gradient checks; Nocedal, Wright 2006, §8.1 (step h)",
      stated: [
        Stated(name: "cube at 0, relative error", numbers: [0.01], within: 1e-12),
        Stated(name: "relu near its kink", numbers: [0.45, 0], within: 1e-12),
      ]),
    Definition(
      item: "update ratio", program: "update_ratio",
      source: "CS231n, Neural Networks 3: ratio of weights to updates"),
    Definition(
      item: "whitening", program: "whitening",
      source: "Jolliffe 2002, §3; Krizhevsky 2009, app. A; Bell, Sejnowski 1997"),
    Definition(
      item: "averages", program: "averages",
      source: "Polyak, Juditsky 1992; Tarvainen, Valpola 2017 (exponential)",
      stated: [
        Stated(name: "count", numbers: [1500], within: 0),
        Stated(name: "gain", numbers: [9], within: 1),
      ]),
    Definition(
      item: "schedules", program: "schedules",
      source: "He et al. 2016 (step); Bottou 2012 (1/t); Loshchilov, Hutter 2017 "
        + "(cosine, without restarts); Smith 2017 (cyclic); Goyal et al. 2017 (warm-up)",
      stated: [
        Stated(name: "cosine after T", numbers: [0, 0, 0], within: 0)
      ]),
    Definition(
      item: "L-BFGS", program: "lbfgs",
      source: "Nocedal, Wright 2006, algorithms 7.4 and 3.1, eq. 7.20",
      stated: [Stated(name: "Rosenbrock, end", numbers: [1, 1], within: 1e-12)]),
    Definition(
      item: "Bayesian search", program: "bayesian_search",
      source: "Jones, Schonlau, Welch 1998, eq. 15; Rasmussen, Williams 2006, algorithm 2.1",
      // With the longest length scale the covariance has a condition number of 5·10⁶.
      tolerance: 1e-9),
    Definition(
      item: "digits split", program: "digits_split",
      source: "Matsumoto, Nishimura 1998 (MT19937); Knuth 1998, §3.4.2, algorithm P; "
        + "Alpaydin, Kaynak 1998 (writers)",
      tolerance: 0),
  ]
}
