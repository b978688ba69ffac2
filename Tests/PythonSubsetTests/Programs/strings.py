s = 'Hello, World'
print(s.swapcase(), s.casefold(), s.center(20, '*'), s.expandtabs(), s.partition(', '), s.rpartition('o'), s.rsplit('o', 1), s.rfind('o'), s.rindex('l'), s.isalnum(), 'abc1'.isalnum(), '12'.isnumeric(), '12'.isdecimal(), ' '.isspace(), 'Ab'.istitle(), 'ab'.isidentifier(), s.removeprefix('He'), s.removesuffix('ld'), s.translate(str.maketrans('lo', 'xy')))
print('a\tb'.expandtabs(4), 'x'.join(map(str, range(3))), 'abc'[::-1], 'abc' * 2, 'b' in 'abc', 'abc' < 'abd', ord('a'), chr(955), len('λx'), 'ß'.upper(), 'a,b,,c'.split(','), ' a b '.split(), 'aXbX'.replace('X', '-', 1), 'abc'.find('z'), 'l' * 3, 'abc'.count('b'), '%d %5.2f %s %r %e %g %x %o %%' % (3, 2.5, 's', 's', 12345.678, 0.0001, 255, 8))
print('%-10s|%+d|% d|%05d|%#x|%c|%.3s|%*d' % ('l', 3, 4, 42, 255, 'c', 'abcdef', 6, 7), '%(a)s %(b)03d' % {'a': 1, 'b': 2})
print('{} {1}'.format if False else '{0} {1} {0!r} {name:>8} {x.real} {y[0]} {z[k]}'.format('a', 'b', name='n', x=3, y=[9], z={'k': 'v'}), '{:,} {:.2%} {:e} {:+} {:b} {:#x} {:08.3f} {:^10} {:<5}| {:>{w}}'.format(1234567, .256, 1e10, 3, 5, 255, 3.14159, 'mid', 'l', 'r', w=6))
x, w, p = 3.14159, 10, 2
print(f'{x:{w}.{p}f}|{x!r:>12}|{x=}|{x=:.2f}|{"nested " + f"{x:.1f}"}|{{}}|{[i for i in range(3)]}|{ {"a": 1}["a"] }|{x if x > 3 else 0:.1f}|{(lambda v: v * 2)(3)}|{w:>+5}|{w:05}|{1e6:,.2f}|{0.5:.0%}|{True}|{None}|{"s":>5}|{"s":*^5}')
print(f"{'a' 'b'}", f'{w!s:>5}', f'{1234.5678:g} {1e-10:g} {123456789.0:g} {1e16} {1e15} {0.1+0.2} {1/3:.10} {100:n}' , rf'\n{w}', f'''multi
{w}''', 'con' 'cat' f'{w}' "ated")
print(repr('it\'s'), repr("a\"b'c"), repr('\n\t\\\x00é\u200b'), ascii('é'), 'a\
b', """t"q""", r'\d', u'u')
print('abc'.startswith(('x', 'a')), 'abc'.endswith('bc', 1), 'A-B'.lower().split('-'), 'line1\nline2\r\nl3'.splitlines(), 'l1\nl2'.splitlines(True), 'ab'.ljust(4, '.') + '|', 'ab'.rjust(4) + '|', '-5'.zfill(4), 'aaa'.strip('a'), 'xaxbx'.strip('x'), '\n x \n'.strip(), 'tEsT cAse'.title(), 'tEsT'.capitalize(), 'x=1'.partition('='), max('hello'), sorted('hello'), list('ab'), set('aa'), tuple('ab'), 'abc'.index('c'), ''.join(reversed('abc')), '1' + str(2), int('12') + float('1.5'), int('ff', 16), int('0b11', 0), bin(10), oct(8), hex(255), float('1e3'), '%s' % [1, 2], '%s %s' % ('a', (1,)), 'a' 'b')
print('{:10.3f}|{:<10d}|{:>10s}|{:^10s}|{!r}'.format(3.14159, 42, 'right', 'mid', 'q'), '{:d} {:5d} {:.3e} {:G} {:%}'.format(5, 5, 12345.678, 1e-7, 0.5), '{:_}'.format(1000000), format(3.5, '.1f'), format(255, '#b'), format('x', '>3'))
print(str(1.0), str(1e100), str(1e-5), str(123456789012345680.0), 1e22, -0.0, float('inf'), float('nan'), 5e-324, 1.7976931348623157e308, 0.1, 100.0, 1e5, 123456.789)
print('a' 'b' == 'ab', 'abc'[1:], 'abc'[-2:], 'abc'[5:], 'hello'[1:4:2])
try: 'abc'.index('z')
except ValueError as e: print(e)
try: '%d' % 'x'
except TypeError as e: print(e)
try: '{}'.format()
except IndexError as e: print(e)
try: 'a' + 1
except TypeError as e: print(e)
try: int('x')
except ValueError as e: print(e)
try: 'abc'[10]
except IndexError as e: print(e)
try: '%s %s' % 'a'
except TypeError as e: print(e)
try: f'{3:z}'
except ValueError as e: print(e)
try: '{:d}'.format(1.5)
except ValueError as e: print(e)
try: 'x'.join([1])
except TypeError as e: print(e)
print('α', '\u03b1\x41\101')
