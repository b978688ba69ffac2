def attempt(f):
    try:
        return f()
    except ZeroDivisionError as e:
        return "zero: " + str(e)
    except (TypeError, ValueError) as e:
        return type(e).__name__ + ": " + str(e)
    except Exception as e:
        return type(e).__name__ + ": " + str(e)
    finally:
        print("f", end=" ")
print(attempt(lambda: 1 / 0), attempt(lambda: 1.0 / 0), attempt(lambda: 5 % 0), attempt(lambda: 5 // 0))
print(attempt(lambda: "a" + 1)); print(attempt(lambda: 1 + "a")); print(attempt(lambda: [1] + (2,)))
print(attempt(lambda: [1, 2][5])); print(attempt(lambda: {"a": 1}["b"])); print(attempt(lambda: int("x")))
print(attempt(lambda: undefined)); print(attempt(lambda: None.x)); print(attempt(lambda: (1).foo)); print(attempt(lambda: len(5)))
print(attempt(lambda: [].pop())); print(attempt(lambda: next(iter([])))); print(attempt(lambda: float("a"))); print(attempt(lambda: None + 1))
print(attempt(lambda: "abc"[10])); print(attempt(lambda: (1, 2)[2])); print(attempt(lambda: max([]))); print(attempt(lambda: 5()))
def two(a, b): return a
print(attempt(lambda: two(1))); print(attempt(lambda: two(1, 2, 3))); print(attempt(lambda: two(1, c=2))); print(attempt(lambda: two()))
print(attempt(lambda: two(1, a=2)))
print(attempt(lambda: [1, 2, 3].index(9))); print(attempt(lambda: {}.pop("k"))); print(attempt(lambda: {[]: 1})); print(attempt(lambda: 1 < "a"))
print(attempt(lambda: [x for x in 5])); print(attempt(lambda: range(1, 2, 0))); print(attempt(lambda: "a" * 1.5)); print(attempt(lambda: -"a"))
class MyError(ValueError):
    def __init__(self, code): super().__init__(f"code {code}"); self.code = code
try:
    raise MyError(7)
except ValueError as e:
    print(e, e.code, isinstance(e, MyError), e.args)
try:
    try: raise KeyError("k")
    except KeyError: raise RuntimeError("again")
except RuntimeError as e: print("outer", e)
def final():
    for i in range(3):
        try:
            if i == 1: continue
            if i == 2: return "ret"
        finally: print("fin", i)
print(final())
try: pass
except Exception: print("no")
else: print("else")
a, b = 1, 2
try: a, b = [1, 2, 3]
except ValueError as e: print(e)
try: a, b = [1]
except ValueError as e: print(e)
try: a, b = 5
except TypeError as e: print(e)
try: assert 1 == 2, "message"
except AssertionError as e: print("assert", e)
def rec(): return rec()
try: rec()
except RecursionError as e: print("recursion")
try: raise ValueError
except ValueError as e: print(repr(e), str(e) == "")
try: int("3.5")
except ValueError as e: print(e)
