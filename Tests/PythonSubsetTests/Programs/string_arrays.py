names = np.array(['cat', 'dog', 'bird', 'dog'])
print(names, repr(names), names.dtype, names.shape, names.size, names.ndim, len(names))
print(repr(names[1]), names[1], f'{names[0]} {names[0]!r} {names[0]:>6}', type(names[1]), isinstance(names[1], str))
print(names[1] == 'dog', 'dog' == names[1], names[1] + 's', names[1].upper(), {'dog': 3}[names[1]])
print(names[::-1], repr(names[1:3]), names[[0, 3]], names[names == 'dog'], names[...].shape)
print(names == 'dog', 'dog' != names, names == np.array(['cat', 'x', 'bird', 'y']), names < 'cow', names == ['cat'] * 4)
print('bird' in names, 'bir' in names, 1 in names, names == 1, names != None, np.zeros(2) == 'a')
print(names.tolist(), list(names), [len(n) for n in names], '-'.join(names), sorted(names), max(names))
print(np.unique(names), np.unique(names, return_counts=True))
print(np.unique(['b', 'a', 'b'], return_index=True, return_inverse=True))
print(np.sort(names), np.sort(['b', 'é', 'Z', 'a']), np.isin(names, ['cat', 'bird']))
print(np.shape(names), np.size(['a', 'b']), np.ndim(names), names.T, names.copy()[0])
for i, (name, count) in enumerate(zip(*np.unique(names, return_counts=True))):
    print(i, name, count, repr(name))
print(dict(zip(names, [1, 2, 3])))

classes = np.array(('setosa', 'versicolor', 'virginica'))
y = np.array([2, 0, 1, 1])
print(classes[y], repr(classes[y.reshape(2, 2)]), (classes[y] == 'versicolor').mean())
print(np.where(classes == 'setosa', 1, 0), np.sum(classes[y] != 'setosa'), np.argmax(classes == 'virginica'))

grid = np.array([['a', 'bb'], ['ccc', 'd']])
print(grid, repr(grid), grid[1], grid[:, 0], repr(grid[0, 1]), grid.T, grid.flatten(), grid.reshape(4), grid.tolist())
print(grid == 'd', np.sort(grid, axis=0), np.unique(grid), np.array([grid[0], grid[1]]).shape, grid.item(3))
for row in grid:
    print(repr(row))

print(names[0, ...], repr(names[0, ...]), names[0, ...] == 'cat', list(map(str, names)), names.astype(bool))
print(repr(np.array([''])), repr(names[:0]), repr(np.array(["it's", 'a"b', 'tab\t'])), np.array(['日本', 'é']).dtype)
print(repr(np.array(['word' + str(i) for i in range(20)])))
print(np.array(['word' + str(i) for i in range(20)]))
print(repr(np.array(['w' + str(i) for i in range(1001)])))
print(np.array(['1.5', ' 2 ', 'inf']).astype(float), np.array(['1', '-2']).astype(int), np.array(['3', '4'], dtype=float))
print(names.dtype == classes.dtype, names.dtype == '<U4', names.dtype == np.float64, names.dtype.kind, names.nbytes)
print(names.astype(str), np.asarray(names) is names, np.array(names) is names, bool(np.array(['a'])))

np.random.seed(3)
print(np.random.choice(['red', 'green', 'blue'], 6), repr(np.random.choice(['red', 'green', 'blue'])))
print(np.random.choice(['red', 'green', 'blue'], 2, replace=False), np.random.choice(names, (2, 3), p=[0.1, 0.2, 0.3, 0.4]))
print(np.random.permutation(['a', 'b', 'c', 'd']), np.random.permutation(grid))
letters = list('abcdef')
np.random.shuffle(letters)
print(letters, np.random.rand())
rng = np.random.default_rng(1)
print(rng.choice(['red', 'green', 'blue'], 5), repr(rng.choice(classes)), rng.permutation(['x', 'y', 'z']))
print(rng.choice(grid, 3), rng.choice(['p', 'q', 'r'], 2, replace=False), rng.random())

for attempt in (
    lambda: names[7],
    lambda: names[1.0],
    lambda: names['cat'],
    lambda: bool(names),
    lambda: {names: 1},
    lambda: names == np.array(['a', 'b']),
    lambda: np.array([['a', 'b'], ['c']]),
    lambda: np.array(['1', 'x']).astype(float),
    lambda: np.array(['1.5']).astype(int),
    lambda: np.random.choice(grid, 2),
    lambda: np.random.choice(names, 9, replace=False),
    lambda: names.nothing,
):
    try:
        print(attempt())
    except Exception as e:
        print(type(e).__name__, e)
