#| trace: f
class Cell:
    total = 0.0

    def add(self, amount):
        self.total += amount
        return self

g = 1.5
h = -2.0
cell = Cell()
cell.add(g).add(g * h)
cell.total *= h
f = cell.total + Cell.total
