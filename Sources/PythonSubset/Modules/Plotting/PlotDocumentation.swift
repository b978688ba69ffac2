/// What `lesson docs plt.NAME` shows of the functions that are drawn.
enum PlotDocumentation {
  static var entries: [DocEntry] {
    lines.map { name, signature, summary, example in
      DocEntry(name: "plt." + name, signature: signature, summary: summary, example: example)
    }
  }

  private static let lines: [(String, String, String, String)] = [
    (
      "plot", "*args, color=None, linestyle=None, linewidth=None, marker=None, label=None, ...",
      "Lines through points: `plot(y)`, `plot(x, y, 'r--o')`, columns of a matrix each as a line.",
      "plt.plot([1, 4, 9], 'r--o', label='squares')"
    ),
    (
      "scatter",
      "x, y, s=None, c=None, marker=None, cmap=None, vmin=None, vmax=None, alpha=None, ...",
      "A marker at each point; `c` is a colour or numbers for a colour map, `s` areas in points².",
      "plt.scatter([1, 2, 3], [3, 1, 2], c=[0, 1, 1])"
    ),
    (
      "bar", "x, height, width=0.8, bottom=None, align='center', color=None, yerr=None, ...",
      "Bars at places or names.", "plt.bar(['cat', 'dog'], [3, 7])"
    ),
    (
      "barh", "y, width, height=0.8, left=None, color=None, ...", "Bars to the right.",
      "plt.barh(['cat', 'dog'], [3, 7])"
    ),
    (
      "hist", "x, bins=10, range=None, density=False, weights=None, cumulative=False, ...",
      "A histogram; gives back NumPy's counts and edges, and the bars.",
      "counts, edges, bars = plt.hist([1, 2, 2, 5], bins=4)"
    ),
    (
      "hist2d", "x, y, bins=10, range=None, density=False, cmap=None, ...",
      "Counts of pairs as an image.", "plt.hist2d([1, 2, 2], [1, 1, 2], bins=2)"
    ),
    (
      "imshow",
      "X, cmap=None, vmin=None, vmax=None, origin=None, extent=None, interpolation=None, ...",
      "A matrix as an image: (rows, columns) of numbers or (rows, columns, 3) of colours.",
      "plt.imshow(np.eye(3), cmap='gray')"
    ),
    (
      "pcolormesh", "*args, cmap=None, vmin=None, vmax=None, ...",
      "Cells of colours between edges or around middles.",
      "plt.pcolormesh([0, 1, 2], [0, 1], [[1, 2]])"
    ),
    (
      "contour", "*args, levels=None, colors=None, cmap=None, linewidths=None, ...",
      "Lines of equal height of (rows, columns) numbers, at places X and Y where given.",
      "plt.contour(np.outer(np.arange(4.0), np.arange(4.0)))"
    ),
    (
      "contourf", "*args, levels=None, colors=None, cmap=None, alpha=None, ...",
      "Filled bands between levels.", "plt.contourf(np.outer(np.arange(4.0), np.arange(4.0)))"
    ),
    (
      "clabel", "CS, levels=None, fmt=None, fontsize=None, ...", "Levels written on contours.",
      "plt.clabel(plt.contour(np.outer(np.arange(4.0), np.arange(4.0))))"
    ),
    (
      "colorbar", "mappable=None, ax=None, label='', orientation='vertical', ...",
      "Which number has which colour.", "plt.imshow(np.eye(3))\nplt.colorbar(label='weight')"
    ),
    (
      "errorbar", "x, y, yerr=None, xerr=None, fmt='', ecolor=None, capsize=None, ...",
      "A line with bars of its errors.", "plt.errorbar([1, 2], [3, 4], yerr=0.5, capsize=3)"
    ),
    (
      "fill_between", "x, y1, y2=0, where=None, step=None, color=None, alpha=None, ...",
      "The band between two lines.", "plt.fill_between([0, 1], [1, 2], [2, 4], alpha=0.3)"
    ),
    (
      "stem", "*args, linefmt=None, markerfmt=None, basefmt=None, bottom=0, label=None",
      "A stalk and a marker for each number.", "plt.stem([1, 2, 1])"
    ),
    (
      "step", "x, y, where='pre', ...", "Lines in steps.", "plt.step([0, 1, 2], [3, 1, 2])"
    ),
    (
      "quiver", "*args, color=None, scale=None, angles='uv', scale_units=None, ...",
      "Arrows (U, V) at places (X, Y).", "plt.quiver([0, 1], [0, 1], [1, 0], [0, 1])"
    ),
    (
      "boxplot", "x, whis=1.5, positions=None, widths=None, tick_labels=None, ...",
      "Quartiles, whiskers and what lies beyond.", "plt.boxplot([[1, 2, 3], [2, 3, 9]])"
    ),
    (
      "pie", "x, explode=None, labels=None, colors=None, autopct=None, ...",
      "Shares of a whole.", "plt.pie([1, 2], labels=['a', 'b'])"
    ),
    (
      "axhline", "y=0, xmin=0, xmax=1, color=None, linestyle=None, ...",
      "A line across the axes at a height; `axvline` stands upright.", "plt.axhline(0.5, color='k')"
    ),
    (
      "text", "x, y, s, fontsize=None, ha='left', va='baseline', ...", "A text at a place.",
      "plt.text(0.5, 0.5, 'here')"
    ),
    (
      "annotate", "text, xy, xytext=None, arrowprops=None, textcoords=None, ...",
      "A text with an arrow to a place.",
      "plt.annotate('lowest', xy=(1, 0), xytext=(2, 1), arrowprops=dict(arrowstyle='->'))"
    ),
    (
      "legend", "*args, loc='best', ncol=1, title=None, bbox_to_anchor=None, ...",
      "Which line is which, by the labels they were given.",
      "plt.plot([1, 2], label='loss')\nplt.legend(loc='upper left')"
    ),
    (
      "figure", "num=None, figsize=None, ...", "A new figure, width and height in inches.",
      "plt.figure(figsize=(8, 3))"
    ),
    (
      "subplots", "nrows=1, ncols=1, sharex=False, sharey=False, figsize=None, ...",
      "A figure and its axes: one, a row of them, or a matrix.", "fig, axes = plt.subplots(2, 3)"
    ),
    (
      "subplot", "nrows, ncols, index", "Axes in a grid, counted from 1; also `subplot(231)`.",
      "plt.subplot(2, 3, 1)"
    ),
    (
      "show", "", "Shows the open figures under the block; the block's end does the same.",
      "plt.plot([1, 2])\nplt.show()"
    ),
  ]
}
