# What old notes look like: Python 2, converted by the reader.
print 'hello', 3
print "no newline",
print 'more'
print
x = [1, 2, 3]
print x, len(x), (1, 2)
print ("in brackets")
print ('one', 'two')
print "%d of %s" % (3, 'three'), -1
d = {'b': 2, 'a': 1}
for key, value in sorted(d.iteritems()):
    print key, value
for key in sorted(d.iterkeys()): print key, d.has_key(key), d.has_key('z')
print sorted(d.itervalues()), sorted(d.keys())[0], d.keys().index('a') >= 0
total = 0
for i in xrange(4): total += i
print total, range(3), range(2) + [9], map(lambda v: v * 2, range(3)), zip('ab', xrange(2))
print filter(None, [0, 1, 2]), reduce(lambda a, b: a + b, [1, 2, 3])
try:
    raise ValueError, 'bad value'
except ValueError, error:
    print 'caught', error
try:
    raise KeyError
except (KeyError, IndexError), error:
    print 'caught', repr(error)
print 1 <> 2, `x`, 10L, 0xFFL, 7 / 2, 7 // 2, u'text', isinstance(3L, (int, long)), isinstance('s', basestring)
print sorted(d.items(), key=lambda (name, number): -number)


def unpack(a, (b, c), d=4):
    return a + b * c + d


print unpack(1, (2, 3))
if total: print 'one line'
else: print 'never'
W = np.zeros((2, 3))
for i in xrange(W.shape[0]): W[i] = i
print W
print W.shape, W.sum()
print 'iteration %d: loss %f' % (10, 0.25)
print 0777, 010 + 1, 00, 0x10
