#| trace: f
class Value:
    def __init__(self, data):
        self.data = data

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data)

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data)

    def __radd__(self, other):
        return self + other

    def __repr__(self):
        return f'Value({self.data})'

x = 2.0
y = -3.0
a = Value(x)
b = Value(y)
c = sum([a * b, a, b * 4])
print(c)
f = c.data * c.data
