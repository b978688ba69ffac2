#!/usr/bin/env python3
"""Writes Sources/Arrays/Random/ZigguratTables.swift: the layers NumPy's Generator draws normals from.

The widths follow from the radius 3.6541528853610088 and the layers' area, but NumPy's were rounded on
the way, so the bits are read from the installed NumPy.
"""
import glob
import math
import pathlib

import numpy as np

binary = glob.glob(str(pathlib.Path(np.random.__file__).parent / "_generator*.so"))[0]
data = pathlib.Path(binary).read_bytes()
words = np.frombuffer(data[: len(data) // 8 * 8], dtype=np.uint64)
floats = words.view(np.float64)


def layers():
    radius, area = 3.6541528853610087963519472518, 0.004928673233974652
    x = [0.0] * 257
    x[255], x[256] = radius, area / math.exp(-radius * radius / 2)
    for i in range(254, 0, -1):
        x[i] = math.sqrt(-2 * math.log(area / x[i + 1] + math.exp(-x[i + 1] ** 2 / 2)))
    return x


def table(values, near, tolerance):
    probe = near[100]
    for place in np.where(np.abs(values.astype(float) - probe) < tolerance * probe)[0]:
        found = values[place - 100:place + 156]
        if len(found) == 256 and np.allclose(found.astype(float), near, rtol=1e-8):
            return found
    raise SystemExit("table not found")


x = layers()
widths = np.array([x[256]] + x[1:256]) / 2.0**52
heights = np.array([1.0] + [math.exp(-v * v / 2) for v in x[1:256]])
limits = np.array([x[255] / x[256], 0] + [x[i - 1] / x[i] for i in range(2, 256)]) * 2.0**52
tables = [
    ("limits", "Draws below this lie inside the layer.", table(words, limits, 1e-10)),
    ("widths", "The layer's width for one unit of a draw, as the bits of a Double.",
     table(floats, widths, 1e-10).view(np.uint64)),
    ("heights", "The density at the layer's edge, as the bits of a Double.",
     table(floats, heights, 1e-10).view(np.uint64)),
]
lines = [
    "/// The 256 layers of the ziggurat for normal numbers (Marsaglia and Tsang 2000).",
    "///",
    f"/// Written by scripts/oracles/record_ziggurat.py from NumPy {np.__version__}.",
    "enum ZigguratTables {",
]
for name, text, values in tables:
    lines += [f"  /// {text}", f"  static let {name}: [UInt64] = ["]
    for i in range(0, 256, 4):
        lines.append("    " + ", ".join(f"0x{int(v):X}" for v in values[i:i + 4]) + ",")
    lines += ["  ]", ""]
lines[-1] = "}"
out = pathlib.Path(__file__).parents[2] / "Sources/Arrays/Random/ZigguratTables.swift"
out.write_text("\n".join(lines) + "\n")
print(len(lines), "lines")
