#| trace: f
count = 0

def safe_log(t):
    global count
    count += 1
    try:
        return math.log(t)
    except ValueError:
        return t * t

x = -1.5
y = 2.5
f = safe_log(x) * safe_log(y) + count * x
print(count)
