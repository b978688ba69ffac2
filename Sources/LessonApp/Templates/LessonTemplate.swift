/// A small lesson that holds one of each thing a lesson may hold, to start writing from.
package struct LessonTemplate: Sendable {
  package enum Language: String, Sendable, CaseIterable {
    case english = "en"
    case chinese = "zh-CN"
  }

  package var title: String
  package var language: Language

  package init(title: String, language: Language) {
    self.title = title
    self.language = language
  }

  package var text: String {
    switch language {
    case .english: Self.english.replacing("TITLE", with: quoted)
    case .chinese: Self.chinese.replacing("TITLE", with: quoted)
    }
  }

  /// The title as a YAML scalar.
  private var quoted: String {
    "\"" + title.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private static let english = ##"""
    ---
    title: TITLE
    lang: en
    description: One sentence, for the list of lessons.
    ---

    <!-- This is Markdown: prose, formulas between dollars, blocks of Python that run. Lines in a block that start with
    `#|` are its options. All that a lesson may hold is told in `lesson run guide/exercises` and `lesson docs`. -->

    ## A product and a sum

    Two numbers are multiplied, a third is added: $f = xy + z$. How much does $f$ change when $x$ grows a little?

    ```python
    #| label: circuit
    #| trace: f
    #| predict: y.grad
    x, y, z = 2.0, -3.0, 4.0
    f = x * y + z
    ```

    <!-- `label` names a block, `trace` draws the circuit of a name with all gradients, `predict` asks before it shows
    them: the trace has the answer. -->

    The output is $f =$ -2.0<!-- f:.1f -->, and `x` gets -3.0<!-- x.grad:.1f -->: the other factor, $y$.

    <!-- The two numbers above are live: `lesson test` compares them with the run, `lesson test --update` rewrites them. -->

    ## Exercises

    ### Back through a product

    `f = x * y`, and the gradient `df` arrives at `f`. Return what `x` and `y` get.

    ```python
    #| exercise: product-backward
    def product_backward(df, x, y):
        dx = ____
        dy = ____
        return dx, dy
    ```

    ```python
    #| solution: true
    # The author's own answer. Learners see it once theirs passes; `reveal:` sets another time.
    def product_backward(df, x, y):
        dx = df * y
        dy = df * x
        return dx, dy
    ```

    ```python
    #| check: both gradients
    #| points: 2
    dx, dy = product_backward(10.0, 2.0, -3.0)
    close(dx, -30.0)
    close(dy, 20.0)
    ```

    ```python
    #| check: whole arrays
    #| points: 1
    #| hidden: true
    #| fail: try it with arrays of two numbers
    # Learners know that hidden checks exist; when one fails they read `fail`, and nothing else.
    # `gradient` needs no answer key: it compares with the engine and with central differences.
    def product(x, y):
        return x * y

    gradient(product_backward, product, at=(np.array([1.0, -2.0]), np.array([4.0, 0.5])))
    ```

    ```python
    #| wrong: forgot what arrives
    #| says: Those are the slopes of the product itself. Multiply each by the gradient that arrives, df.
    # A mistake you have met. It has to fail, and who makes it reads `says`.
    def product_backward(df, x, y):
        return y, x
    ```

    <!-- hint -->
    <details><summary>Hint</summary>

    How much does $f$ grow when $x$ grows by 1? And how much does the end of the circuit grow when $f$ grows by 1?

    </details>

    ### Who hands it on?

    Which gate hands on what arrives at it, to each of its inputs, unchanged?

    <!-- choice: which-gate, points: 1 -->
    - [x] the sum — each of its inputs moves the output just as much
    - [ ] the product — it multiplies by the other factor
    - [ ] the maximum — only its largest input gets anything

    ### In your own words

    Why does one pass backward cost less than trying out every input?

    <!-- answer: one-pass, points: 2, rubric: one pass gives the gradient of every input; trying out needs a forward pass for each -->
    *Your answer, in two sentences.*

    """##

  private static let chinese = ##"""
    ---
    title: TITLE
    lang: zh-CN
    description: 一句话介绍，显示在课程列表里。
    ---

    <!-- 这是 Markdown：正文，美元符号之间的公式，可以运行的 Python 代码块。代码块开头以 `#|` 起始的行是它的选项。
    其余写法见 `lesson run guide/exercises` 和 `lesson docs`。 -->

    ## 一个乘积，一个和

    两个数相乘，再加上第三个数：$f = xy + z$。如果 $x$ 增大一点点，$f$ 变化多少？

    ```python
    #| label: circuit
    #| trace: f
    #| predict: y.grad
    x, y, z = 2.0, -3.0, 4.0
    f = x * y + z
    ```

    <!-- `label` 给代码块命名；`trace` 画出一个名字的计算图和所有梯度；`predict` 在显示之前先提问，答案由程序算出。 -->

    输出 $f =$ -2.0<!-- f:.1f -->，`x` 得到的梯度是 -3.0<!-- x.grad:.1f -->，也就是另一个因子 $y$。

    <!-- 上面两个数由程序核对：`lesson test` 检查它们，`lesson test --update` 改写它们。 -->

    ## 练习

    ### 乘积的反向传播

    `f = x * y`，传到 `f` 的梯度是 `df`。返回 `x` 和 `y` 得到的梯度。

    ```python
    #| exercise: product-backward
    def product_backward(df, x, y):
        dx = ____
        dy = ____
        return dx, dy
    ```

    ```python
    #| solution: true
    # 作者的答案。学习者自己的答案通过之后才能看到；用 `reveal:` 可以改。
    def product_backward(df, x, y):
        dx = df * y
        dy = df * x
        return dx, dy
    ```

    ```python
    #| check: 两个梯度
    #| points: 2
    dx, dy = product_backward(10.0, 2.0, -3.0)
    close(dx, -30.0)
    close(dy, 20.0)
    ```

    ```python
    #| check: 数组
    #| points: 1
    #| hidden: true
    #| fail: 用两个数的数组试一试
    # 学习者只知道有隐藏的检查；没有通过时只读到 `fail`。
    # `gradient` 不需要标准答案：它与引擎和中心差分比较。
    def product(x, y):
        return x * y

    gradient(product_backward, product, at=(np.array([1.0, -2.0]), np.array([4.0, 0.5])))
    ```

    ```python
    #| wrong: 忘了传来的梯度
    #| says: 这是乘积本身的斜率。还要各自乘以传来的梯度 df。
    # 一种见过的错误。它必须通不过；犯这个错误的人会读到 `says`。
    def product_backward(df, x, y):
        return y, x
    ```

    <!-- hint -->
    <details><summary>提示</summary>

    $x$ 增大 1 时 $f$ 增大多少？$f$ 增大 1 时，整个计算图的输出又增大多少？

    </details>

    ### 谁原样传递？

    哪一种门把传来的梯度原样交给它的每个输入？

    <!-- choice: which-gate, points: 1 -->
    - [x] 加法 — 每个输入对输出的影响都一样大
    - [ ] 乘法 — 它要乘以另一个因子
    - [ ] 最大值 — 只有最大的输入得到梯度

    ### 用自己的话说

    为什么一次反向传播比逐个尝试输入更省？

    <!-- answer: one-pass, points: 2, rubric: 一次反向传播得到所有输入的梯度；逐个尝试时每个输入都要一次前向计算 -->
    *用两句话回答。*

    """##
}
