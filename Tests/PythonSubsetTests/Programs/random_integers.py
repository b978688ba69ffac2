rng = np.random.default_rng(42)
print(rng.integers(0, 256, size=(2, 7), dtype=np.uint8))
print(rng.integers(0, 10, size=9, dtype=np.uint8), rng.integers(3, dtype=np.uint8))
print(rng.integers(-5, 6, size=11, dtype='int8'), rng.random())
print(rng.integers(0, 60000, size=5, dtype=np.uint16), rng.integers(-300, 300, 6, dtype=np.int16))
print(rng.integers(0, 65536, size=5, dtype=np.uint16), rng.integers(0, 200, size=40, dtype=np.uint8).sum())
print(rng.integers(0, 2, size=40, dtype=bool), rng.integers(0, 2, dtype=bool), rng.integers(1, 2, 3, dtype=bool))
print(rng.integers(0, 2**32, size=3, dtype=np.uint32), rng.integers(0, 7, size=3, dtype=np.uint32))
print(rng.integers(0, 7, size=3, dtype=np.int32), rng.integers(0, 255, endpoint=True, size=6, dtype=np.uint8))
images = rng.integers(0, 256, size=(4, 3, 3, 3), dtype=np.uint8)
print(images.mean(axis=(0, 1, 2)), images.dtype, rng.random())
for low, high, t in ((0, 257, np.uint8), (-1, 5, np.uint8), (0, 5, float), (0, 3, bool), (5, 5, np.int8)):
    try:
        print(rng.integers(low, high, dtype=t))
    except Exception as e:
        print(type(e).__name__, e)
