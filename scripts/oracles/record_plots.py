"""Records what matplotlib decides for the figures of Tests/LessonAppTests/Gallery, and for a few
hundred ranges: limits, ticks with their labels, counts of histograms, levels of contours.

    python record_plots.py [--pictures FOLDER]

Writes Tests/LessonAppTests/Gallery/recorded.json and Tests/LessonOutputTests/Recorded/ticks.json.
With --pictures it also draws every figure, to be looked at beside ours.
"""
import json
import math
import pathlib
import random
import re
import sys

import matplotlib

matplotlib.use('Agg')
import matplotlib.pyplot as plt
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
GALLERY = ROOT / 'Tests/LessonAppTests/Gallery'
RAISED = str.maketrans('0123456789-−', '⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻')


def plain(label):
    """A tick label as text: $\\mathdefault{10^{-2}}$ is 10⁻²."""
    text = re.sub(r'\\math(?:default|regular)\{(.*)\}', r'\1', label.strip('$'))
    text = re.sub(r'\^\{([^}]*)\}', lambda m: m.group(1).translate(RAISED), text)
    text = text.replace(r'\times', '×').replace(' ', '').replace(r'\pi', 'π')
    if label.startswith('$'):
        text = text.replace('-', '−')
    return text


def axis(a, low, high):
    ticks = [(t, plain(l)) for t, l in zip(a.get_majorticklocs(), labels(a))]
    minor = [(t, plain(l.get_text())) for t, l in zip(a.get_minorticklocs(), a.get_minorticklabels())]
    low, high = min(low, high), max(low, high)
    scale = a.get_transform()
    b, c = scale.transform([low, high])
    slack = 1e-10 * (c - b)
    seen = [[t, l] for t, l in ticks + [m for m in minor if m[1]]
            if b - slack <= scale.transform([t])[0] <= c + slack]
    return {'ticks': seen, 'offset': a.get_offset_text().get_text(), 'shown': a.get_visible()}


def labels(a):
    return [l.get_text() for l in a.get_majorticklabels()]


def record(figure):
    figure.canvas.draw()
    result = []
    for ax in figure.axes:
        x, y = ax.get_xlim(), ax.get_ylim()
        result.append({
            'xlim': list(x), 'ylim': list(y), 'x': axis(ax.xaxis, *x), 'y': axis(ax.yaxis, *y),
            'title': ax.get_title(), 'off': not ax.axison})
    return result


def gallery(pictures):
    figures = {}
    for path in sorted(GALLERY.glob('*.py')):
        plt.close('all')
        names = {'np': np, 'plt': plt, 'math': math, 'random': random}
        shown = []
        plt.show = lambda: shown.append(plt.gcf())
        exec(compile(path.read_text(), path.name, 'exec'), names)
        figures[path.stem] = record(shown[0])
        if pictures:
            shown[0].savefig(f'{pictures}/{path.stem}.png', dpi=100, bbox_inches='tight')
    return figures


def ranges():
    rng = random.Random(6)
    cases = []
    for number in range(300):
        size = 10 ** rng.uniform(-9, 9)
        low = rng.uniform(-1, 1) * size * 10 ** rng.uniform(-2, 4) * rng.choice([0, 1, 1])
        high = low + size * rng.uniform(0.1, 10)
        inches = rng.choice([1.2, 2.0, 3.7, 4.96])
        cases.append(('linear', low, high, inches))
    for number in range(120):
        low = 10 ** rng.uniform(-8, 6)
        cases.append(('log', low, low * 10 ** rng.uniform(0.2, rng.choice([1, 3, 14])),
                      rng.choice([1.2, 2.0, 3.7, 4.96])))
    result = []
    for kind, low, high, inches in cases:
        figure = plt.figure(figsize=(8, 8))
        ax = figure.add_axes([0.1, 0.1, inches / 8, inches / 8])
        if kind == 'log':
            ax.set_xscale('log')
            ax.set_yscale('log')
        ax.set_xlim(low, high)
        ax.set_ylim(low, high)
        figure.canvas.draw()
        result.append({'kind': kind, 'low': low, 'high': high, 'inches': inches,
                       'x': axis(ax.xaxis, low, high), 'y': axis(ax.yaxis, low, high)})
        plt.close(figure)
    return result


def data_limits():
    """Limits that follow from data: equal numbers, zeros, bars, images, logarithms."""
    programs = [
        'plt.plot([5])', 'plt.plot([0, 0])', 'plt.plot([-3, -3, -3])', 'plt.plot([1, 2], [1e-300, 1])',
        'plt.semilogy([1, 10, 100])', 'plt.semilogy([0, 10, 100])', 'plt.loglog([1, 2], [7, 7])',
        'plt.bar([1, 2, 3], [4, -2, 6])', 'plt.barh([1, 2], [3, 4])', "plt.bar(['a', 'b'], [1, 2])",
        'plt.imshow(np.zeros((3, 7)))', "plt.imshow(np.zeros((3, 7)), origin='lower')",
        'plt.hist([1, 2, 2, 3, 9])', 'plt.plot([1, float("nan"), 3])', 'plt.plot([])',
        'plt.fill_between([0, 1, 2], [1, 2, 3])', 'plt.axhline(3)', 'plt.axvspan(1, 2)',
        'plt.scatter([1, 2, 3], [4, 5, 4])', 'plt.errorbar([1, 2], [3, 4], yerr=0.5)',
        'plt.contour(np.outer(np.arange(5.), np.arange(4.)))',
        'plt.pcolormesh(np.arange(12).reshape(3, 4))', 'plt.plot([1, 2]); plt.xlim(left=0)',
        'plt.plot([1, 2]); plt.gca().invert_yaxis()', 'plt.plot([1, 2, 3]); plt.margins(0)',
        "plt.plot([0, 1], [0, 1]); plt.yscale('log')", 'plt.stem([1, 2, 3])',
        'plt.boxplot([[1, 2, 3], [2, 3, 9]])', 'plt.quiver([0, 1], [0, 2], [1, 1], [1, 0])',
        "plt.plot(['x', 'y', 'z'], [1, 3, 2])", 'plt.plot([1, 2]); plt.xticks([0, 1, 2])',
        "plt.hist([1, 2, 3], orientation='horizontal')", 'plt.hist([[1, 2], [3, 4, 5]], bins=4)',
        'plt.stackplot([0, 1, 2], [1, 2, 3], [3, 2, 1])', 'plt.hlines([1, 2], 0, 3)',
        'plt.plot([1e9, 1e9 + 5])', 'plt.plot([-1e-12, 2e-12])', "plt.plot([0, 5], [-1e4, 1e4]); plt.yscale('symlog')",
    ]
    result = []
    for text in programs:
        plt.close('all')
        exec(text, {'np': np, 'plt': plt})
        result.append({'program': text, 'axes': record(plt.gcf())[0]})
    plt.close('all')
    return result


def levels():
    rng = np.random.RandomState(3)
    result = []
    for number in range(40):
        z = rng.randn(6, 6) * 10.0 ** rng.randint(-4, 5) + 10.0 ** rng.randint(-3, 4) * rng.randint(0, 2)
        count = [None, 3, 5, 10, 20][number % 5]
        figure, ax = plt.subplots()
        for name in ('contour', 'contourf'):
            given = (z,) if count is None else (z, count)
            found = getattr(ax, name)(*given).levels
            result.append({'kind': name, 'low': z.min(), 'high': z.max(), 'count': count,
                           'levels': list(found)})
        plt.close(figure)
    return result


def histograms():
    programs = [
        'plt.hist([1, 2, 2, 3, 9])', 'plt.hist(np.arange(50) % 7, bins=5, density=True)',
        'plt.hist([0.1, 0.5, 0.7], bins=[0, 0.5, 1])', 'plt.hist([1, 2, 3, 4], range=(0, 2), bins=4)',
        'plt.hist([1, 2, 2, 3, 9], cumulative=True)', 'plt.hist([[1, 2], [3, 4, 5]], bins=4)',
        'plt.hist([1, 2, 3], weights=[1, 2, 3])', 'plt.hist([[1, 2], [2, 3]], bins=3, stacked=True)',
    ]
    result = []
    for text in programs:
        names = {'np': np, 'plt': plt}
        exec('n, edges, p = ' + text, names)
        result.append({'program': text, 'counts': np.asarray(names['n']).tolist(),
                       'edges': names['edges'].tolist()})
        plt.close('all')
    return result


def main():
    pictures = sys.argv[sys.argv.index('--pictures') + 1] if '--pictures' in sys.argv else None
    versions = {'matplotlib': matplotlib.__version__, 'numpy': np.__version__,
                'python': sys.version.split()[0]}
    show = plt.show
    recorded = {'versions': versions, 'figures': gallery(pictures), 'limits': data_limits(),
                'histograms': histograms()}
    plt.show = show
    (GALLERY / 'recorded.json').write_text(json.dumps(recorded, ensure_ascii=False, indent=0, default=float) + '\n')
    folder = ROOT / 'Tests/LessonOutputTests/Recorded'
    folder.mkdir(exist_ok=True)
    ticks = {'versions': versions, 'ranges': ranges(), 'levels': levels()}
    (folder / 'ticks.json').write_text(json.dumps(ticks, ensure_ascii=False, default=float) + '\n')


main()
