print(7 / 2, 7 // 2, -7 // 2, -7 % 3, 7 % -3, 7.5 // 2, -7.5 % 2, 2 ** 10, 2 ** -1, 2 ** 0.5)
print(1e-5, 0.1 + 0.2, 1e16, 123456789.123, 1e308 * 10, -0.0, 5e-324, 1 / 3)
print(int(-3.7), int("12"), float("1e-3"), round(2.5), round(3.5), round(2.675, 2), round(-1.5))
print(divmod(-7, 2), abs(-3), abs(-2.5), pow(2, 3), max(1, 2.5), min([3, 1, 2]), sum([0.1] * 10))
print(True + True, 1 == 1.0, not 0, 3 and 0, [] or "x", 1 < 2 < 3, 1 < 3 < 2)
print(5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 4, -9 >> 1)
print(type(1), type(1.0), type("a"), type(None), isinstance(True, int), isinstance(1, float))
print(1_000_000, 0xFF, 0b101, 0o17, 1e3, .5, 3.)
x = 5
x += 2; x *= 3; x -= 1; x //= 2; x **= 2; x %= 7
print(x)
a = b = 3
a, b = b + 1, a
print(a, b)
print((-8) ** 2, -8 ** 2, 2 ** 3 ** 2, -2 ** -2)
print(float("inf"), -float("inf"), float("nan"))
print(int(True), bool(0.0), bool("0"), str(1.50), repr(1e22), 100.0, 1e15, 123456789012345680.0)
