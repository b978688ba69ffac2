#| trace: f
def decays(value, rate):
    while True:
        yield value
        value = value * rate

x = 2.0
r = 0.7
terms = []
for term in decays(x, r):
    terms.append(term)
    if len(terms) == 4:
        break
f = sum(t * t for t in terms) + max(t - 1 for t in terms)
