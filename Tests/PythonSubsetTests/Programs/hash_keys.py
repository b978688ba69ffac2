# Keys of one hash are told apart by __eq__, and by identity without it.
class P:
    def __init__(self, x): self.x = x
    def __hash__(self): return hash(self.x)
    def __eq__(self, o): return self.x == o.x
    def __repr__(self): return f"P({self.x})"
e = {P(1): 'a', P(2): 'b'}
e[P(1)] = 'c'
print(e, P(2) in e, P(3) in e, e[P(2)])
del e[P(1)]
print(e, len({P(1), P(1), P(2)}))
class Q:
    def __hash__(self): return 7
q1, q2 = Q(), Q()
f = {q1: 1, q2: 2}
print(len(f), f[q1], f[q2])
del f[q1]
print(q2 in f, q1 in f)
f[q1] = 3
print(len(f), f[q1])
