import Testing

@testable import PythonSubset

/// `lesson.augment`: what it gives is recorded (`DataTests`); here its directions and its mistakes.
@Suite struct AugmentTests {
  private func run(_ code: String) -> (text: String, error: String, hint: String) {
    DataTests.run(
      "from lesson import augment\nx = np.arange(9).reshape(1, 1, 3, 3)\n" + code)
  }

  @Test func aQuarterTurnIsCounterclockwise() {
    let code = """
      for seed in range(5000):
          angle = np.random.RandomState(seed).uniform(-90, 90)
          if angle > 89.5:
              break
      turned = augment.rotate(x.astype(float), 90, seed=seed)[0, 0]
      print(np.abs(turned - np.rot90(x[0, 0])).max() < 0.2, angle > 89.5)
      """
    #expect(run(code).text == "True True\n")
  }

  @Test func theInputStaysAsItWasAndTypesAreKept() {
    let code = """
      f = x.astype(np.float32) / 9
      for name in ['flip', 'translate', 'crop', 'cutout', 'rotate', 'color_jitter']:
          g = getattr(augment, name)
          print(name, g(f).dtype, g(f).shape == f.shape, (f == x.astype(np.float32) / 9).all())
      print(augment.flip(x.astype(np.uint8)).dtype, augment.crop(x, 2, padding=0).shape)
      print(augment.flip(np.zeros((0, 3, 4, 4))).shape, augment.cutout(np.zeros((2, 3, 0, 4))).shape)
      print(augment.translate(x, 1 << 20).sum(), augment.translate(x[:, :, ::-1], 0)[0, 0, 0])
      """
    #expect(
      run(code).text == """
        flip float32 True True
        translate float32 True True
        crop float32 True True
        cutout float32 True True
        rotate float32 True True
        color_jitter float32 True True
        uint8 (1, 1, 2, 2)
        (0, 3, 4, 4) (2, 3, 0, 4)
        0 [6 7 8]

        """)
  }

  @Test(arguments: [
    ("augment.flip(x[0])", "`x[None]`"), ("augment.flip(np.ones(3))", "(N, C, H, W)"),
    ("augment.flip(x, p=2)", "from 0 to 1"), ("augment.rotate(x)", "/ 255"),
    ("augment.color_jitter(x)", "/ 255"), ("augment.rotate(x / 2, degrees=-1)", "0 or more"),
    ("augment.translate(x, -1)", "0 or more"), ("augment.translate(x, (1 << 20) + 1)", "0 or more"),
    ("augment.crop(x, 12)", "1 to 11"), ("augment.crop(x, 0)", "1 to 11"),
    ("augment.crop(x, (1, 2, 3))", "1 to 11"), ("augment.cutout(x, 0)", "1 or more"),
    ("augment.color_jitter(x / 9, hue=0.1)", "brightness"),
    ("augment.RandomCrop(32)", "`crop("), ("augment.rotate(x / 2, math.nan)", "0 or more"),
    ("augment.color_jitter(x / 9, saturation=-1)", "0 or more"),
  ]) func mistakesAreNamed(_ code: String, _ hint: String) {
    let result = run(code)
    #expect(result.error != "", "\(code)")
    #expect(result.hint.contains(hint), "\(code): \(result.error) — \(result.hint)")
  }
}
