"""Makes Sources/CKernels/Digits.c, the digits that `lesson.data.digits()` hands out.

    python3 scripts/data/make_digits.py [optdigits.tes]

reads the test set of the UCI archive as it is downloaded, or, without a file, the copy that
scikit-learn carries (needs scikit-learn and NumPy). Both are a line of 64 counts and a label for each
digit, in the same order. Each digit becomes a line of text: its label, then a letter for each count,
'a' for 0 up to 'q' for 16, row by row.
"""

import pathlib
import sys

OUT = pathlib.Path(__file__).resolve().parents[2] / "Sources/CKernels/Digits.c"

HEAD = """\
// Made by scripts/data/make_digits.py: not to be edited.
//
// 1,797 handwritten digits of 8×8 counts, in the order of the source: the test set (optdigits.tes) of
//
//   Alpaydin, E., Kaynak, C. (1998). Optical Recognition of Handwritten Digits [data set].
//   UCI Machine Learning Repository. https://doi.org/10.24432/C50P49
//
// It is licensed under Creative Commons Attribution 4.0 International (CC BY 4.0,
// https://creativecommons.org/licenses/by/4.0/). Changed here: only how counts are written down.
//
// Bitmaps of 32×32 were cut into blocks of 4×4; a count tells how many of a block's 16 points are black.
// 13 people wrote them, none of whom wrote for the set's training part.
//
// A line is a digit: its label, then 64 letters, row by row: 'a' stands for 0, 'q' for 16.
#include "include/CKernels.h"

static const char digits[CK_DIGITS][CK_DIGIT_LENGTH + 1] = {
"""

TAIL = """\
};

const char *ck_digits(void) { return digits[0]; }
"""


def rows():
    if len(sys.argv) > 1:
        for line in open(sys.argv[1]):
            *counts, label = (int(part) for part in line.split(","))
            yield label, counts
    else:
        from sklearn.datasets import load_digits

        data = load_digits()
        for label, counts in zip(data.target.tolist(), data.data.astype(int).tolist()):
            yield label, counts


lines = []
for label, counts in rows():
    assert 0 <= label <= 9 and len(counts) == 64 and all(0 <= count <= 16 for count in counts)
    lines.append(f'    "{label}{"".join(chr(97 + count) for count in counts)}",\n')
assert len(lines) == 1797
OUT.write_text(HEAD + "".join(lines) + TAIL)
