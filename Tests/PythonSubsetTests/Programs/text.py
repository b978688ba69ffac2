s = "gradient"
print(s[0], s[-1], s[2:5], s[::-1], len(s), s.upper(), s.capitalize(), s.replace("g", "G"))
print("a,b,,c".split(","), " a  b ".split(), "-".join(["x", "y"]), "abc".find("c"), "abc".index("b"))
print("%d %5.2f %-6s| %r %x %e %g %%" % (3, 3.14159, "ab", "q", 255, 12345.678, 0.0001))
print("{} {1} {name:>8.3f}".format(1, 2, name=3.14159) if False else "{0} {1} {name:>8.3f}".format(1, 2, name=3.14159))
x, w = 3.14159, 10
print(f"{x:.2f} {x:>{w}.3f} {w:05d} {x!r} {s!r:>12} {x=} {w = } {'nested'} {{}}")
print(f"{1000000:,} {0.25:.1%} {255:#x} {-3:+d} {3:+.1e} {'mid':^9}|")
print("tab\tnew\\n", r"raw\n", 'it''s', "it's", 'say "hi"', """multi
line""")
print(repr("it's"), repr('a"b'), repr("a\nb\t\\"), repr("é漢"), ascii if False else "")
print("abc" < "abd", "a" in "cat", "x" not in "cat", "ab" * 3, "a" + "b")
print("  strip ".strip() + "|", "xxaxx".strip("x"), "Title case".title(), "abc".center(9, "*"), "7".zfill(3))
print("line1\nline2".splitlines(), "a-b-c".rsplit("-", 1), "abc".startswith("ab"), "abc".endswith(("x", "c")))
print("汉字"[1], len("汉字"), "汉字".encode if False else "汉" + "字")
print("a" "b" 'c', str([1, "a", None, True, 2.0]), str((1,)), str({"k": [1]}))
print("banana".count("an"), "banana".rfind("an"), "Ab".swapcase(), "ab1".isalnum(), "12".isdigit(), "aB".islower())
