"""Records gzip files of every kind of block, for the reader of MNIST's files.

    python3 scripts/oracles/record_gzip.py

needs only Python. Writes Tests/NeuralNetworksTests/Recorded/gzip.json: for each file its bytes in
hexadecimal and what it holds: `text` repeated `times`, then `noise` bytes of a generator that the test
has too.
"""

import gzip
import json
import pathlib
import platform
import zlib

OUT = pathlib.Path(__file__).resolve().parents[2] / "Tests/NeuralNetworksTests/Recorded/gzip.json"


def noise(count):
    state, out = 12345, bytearray()
    for _ in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) & ((1 << 64) - 1)
        out.append(state >> 56 & 0x3F)
    return bytes(out)


def packed(data, level=9, strategy=zlib.Z_DEFAULT_STRATEGY, window=31):
    tool = zlib.compressobj(level, zlib.DEFLATED, window, 9, strategy)
    return tool.compress(data) + tool.flush()


def parts(data):
    """Stored blocks of 300 bytes."""
    tool, out = zlib.compressobj(0, zlib.DEFLATED, 31), b""
    for start in range(0, len(data), 300):
        out += tool.compress(data[start:start + 300]) + tool.flush(zlib.Z_FULL_FLUSH)
    return out + tool.flush()


cases = []
for name, text, times, count, pack in [
    ("empty", "", 0, 0, packed),
    ("one byte", "a", 1, 0, packed),
    ("stored", "gradient ", 3, 40, lambda d: packed(d, 0)),
    ("stored in two blocks", "ab", 350, 0, parts),
    ("fixed codes", "gradient ", 20, 60, lambda d: packed(d, 9, zlib.Z_FIXED)),
    ("own codes", "abcdefgh", 40, 900, packed),
    ("own codes, quick", "abcdefgh", 40, 900, lambda d: packed(d, 1)),
    ("no distances", "", 0, 1200, lambda d: packed(d, 9, zlib.Z_HUFFMAN_ONLY)),
    ("runs", "a", 5000, 10, lambda d: packed(d, 9, zlib.Z_RLE)),
    ("far back", "0123456789abcdef" * 16, 130, 700, packed),
    ("with a name", "mnist", 10, 20, lambda d: gzip.compress(d)[:3] + b"\x08" + gzip.compress(d)[4:10] + b"train\0" + gzip.compress(d)[10:]),
    ("with every field", "mnist", 10, 20,
     lambda d: packed(d)[:3] + b"\x1e" + packed(d)[4:10] + b"\x03\0abc" + b"name\0" + b"comment\0" + b"\0\0" + packed(d)[10:]),
    ("two members", "half", 20, 0, lambda d: packed(d[:30]) + packed(d[30:])),
]:
    data = text.encode() * times + noise(count)
    file = pack(data)
    assert gzip.decompress(file) == data, name
    cases.append({"name": name, "text": text, "times": times, "noise": count, "file": file.hex()})
OUT.parent.mkdir(exist_ok=True)
OUT.write_text(json.dumps(
    {"python": platform.python_version(), "zlib": zlib.ZLIB_VERSION, "cases": cases}, indent=1) + "\n")
print(len(cases), sum(len(c["file"]) for c in cases))
