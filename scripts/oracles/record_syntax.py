"""Records how CPython reads the snippets below, for the parser's tests.

Run `python3 scripts/oracles/record_syntax.py` with CPython 3.11 from the repository's root; it
writes Tests/PythonSubsetTests/Recorded/syntax.json. An accepted snippet keeps its tree as an
S-expression, a rejected one its exception's type, message and line.
"""

import ast
import json
import pathlib
import platform
import struct
import warnings

warnings.simplefilter("ignore")
OPERATORS = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**",
    "MatMult": "@", "BitAnd": "&", "BitOr": "|", "BitXor": "^", "LShift": "<<", "RShift": ">>",
    "UAdd": "+", "USub": "-", "Invert": "~", "Not": "not", "Lt": "<", "LtE": "<=", "Gt": ">",
    "GtE": ">=", "Eq": "==", "NotEq": "!=", "Is": "is", "IsNot": "is not", "In": "in",
    "NotIn": "not in",
}


def quoted(text):
    plain = lambda c: " " <= c <= "~" and c not in '"\\'
    return '"' + "".join(c if plain(c) else "\\u{%x}" % ord(c) for c in text) + '"'


def form(*parts):
    return "(" + " ".join(p for p in parts if p != "") + ")"


def items(nodes):
    return " ".join(show(n) for n in nodes)


def block(nodes):
    return "{" + items(nodes) + "}"


def operator(node):
    return OPERATORS[type(node).__name__]


def parameters(a):
    out = []
    ordinary = a.posonlyargs + a.args
    defaults = [None] * (len(ordinary) - len(a.defaults)) + a.defaults
    for index, (argument, default) in enumerate(zip(ordinary, defaults)):
        kind = "positionalOnly" if index < len(a.posonlyargs) else "normal"
        out.append(form(kind, argument.arg, show(default) if default else ""))
    if a.vararg:
        out.append(form("star", a.vararg.arg))
    for argument, default in zip(a.kwonlyargs, a.kw_defaults):
        out.append(form("keywordOnly", argument.arg, show(default) if default else ""))
    if a.kwarg:
        out.append(form("doubleStar", a.kwarg.arg))
    return "[" + " ".join(out) + "]"


def arguments(positional, keywords):
    """In the order of the text, as the parser keeps them."""
    found = [(a.lineno, a.col_offset, show(a)) for a in positional]
    for k in keywords:
        text = form("**", show(k.value)) if k.arg is None else form("=", k.arg, show(k.value))
        found.append((k.lineno, k.col_offset, text))
    return " ".join(text for _, _, text in sorted(found))


def clauses(generators):
    return " ".join(
        form("for", show(g.target), show(g.iter), items(g.ifs)) for g in generators)


def formatted(parts):
    out, text = [], ""
    for part in parts:
        if isinstance(part, ast.Constant):
            text += part.value
            continue
        if text:
            out.append(quoted(text))
        text = ""
        conversion = "" if part.conversion == -1 else "!" + chr(part.conversion)
        layout = formatted(part.format_spec.values) if part.format_spec else ""
        out.append(form("value", show(part.value), conversion, layout))
    if text:
        out.append(quoted(text))
    return " ".join(out)


def show(n):
    match n:
        case ast.Module(): return items(n.body)
        case ast.Name(): return n.id
        case ast.Constant(value=bool() | None): return str(n.value)
        case ast.Constant(value=int()): return str(n.value)
        case ast.Constant(value=float()):
            return "f" + format(struct.unpack(">Q", struct.pack(">d", n.value))[0], "x")
        case ast.Constant(value=str()): return quoted(n.value)
        case ast.Constant(): return "..."
        case ast.JoinedStr(): return form("format", formatted(n.values))
        case ast.List(): return form("list", items(n.elts))
        case ast.Tuple(): return form("tuple", items(n.elts))
        case ast.Set(): return form("set", items(n.elts))
        case ast.Dict():
            pairs = [
                form("**", show(v)) if k is None else show(k) + ":" + show(v)
                for k, v in zip(n.keys, n.values)]
            return form("dict", " ".join(pairs))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=9223372036854775808)):
            return "-9223372036854775808"
        case ast.UnaryOp(): return form("unary", operator(n.op), show(n.operand))
        case ast.BinOp(): return form(operator(n.op), show(n.left), show(n.right))
        case ast.BoolOp():
            return form("and" if isinstance(n.op, ast.And) else "or", items(n.values))
        case ast.Compare():
            rest = [operator(o) + " " + show(c) for o, c in zip(n.ops, n.comparators)]
            return form("compare", show(n.left), " ".join(rest))
        case ast.IfExp(): return form("if", show(n.test), show(n.body), show(n.orelse))
        case ast.Call(): return form("call", show(n.func), arguments(n.args, n.keywords))
        case ast.Attribute(): return form(".", show(n.value), n.attr)
        case ast.Subscript(): return form("at", show(n.value), show(n.slice))
        case ast.Slice():
            return form("slice", *(show(p) if p else "_" for p in (n.lower, n.upper, n.step)))
        case ast.Starred(): return form("*", show(n.value))
        case ast.Lambda(): return form("lambda", parameters(n.args), show(n.body))
        case ast.ListComp(): return form("listcomp", show(n.elt), clauses(n.generators))
        case ast.SetComp(): return form("setcomp", show(n.elt), clauses(n.generators))
        case ast.GeneratorExp(): return form("generator", show(n.elt), clauses(n.generators))
        case ast.DictComp():
            return form("dictcomp", show(n.key) + ":" + show(n.value), clauses(n.generators))
        case ast.NamedExpr(): return form(":=", show(n.target), show(n.value))
        case ast.Yield(): return form("yield", show(n.value) if n.value else "")
        case ast.YieldFrom(): return form("yieldfrom", show(n.value))
        case ast.Expr(): return form("expression", show(n.value))
        case ast.Assign(): return form("assign", items(n.targets), show(n.value))
        case ast.AugAssign():
            return form("augmented", operator(n.op), show(n.target), show(n.value))
        case ast.AnnAssign():
            return form(
                "annotated", show(n.target), show(n.annotation), show(n.value) if n.value else "")
        case ast.If():
            branches, otherwise = [(n.test, n.body)], n.orelse
            while len(otherwise) == 1 and isinstance(otherwise[0], ast.If) and (
                    otherwise[0].col_offset == n.col_offset):
                branches.append((otherwise[0].test, otherwise[0].body))
                otherwise = otherwise[0].orelse
            texts = [show(t) + " " + block(b) for t, b in branches]
            return form("conditional", *texts, block(otherwise))
        case ast.While():
            return form("while", show(n.test), block(n.body), block(n.orelse))
        case ast.For():
            return form("for", show(n.target), show(n.iter), block(n.body), block(n.orelse))
        case ast.FunctionDef():
            return form(
                "def", n.name, parameters(n.args), "[" + items(n.decorator_list) + "]",
                block(n.body))
        case ast.ClassDef():
            return form(
                "class", n.name, "[" + arguments(n.bases, n.keywords) + "]",
                "[" + items(n.decorator_list) + "]", block(n.body))
        case ast.Return(): return form("return", show(n.value) if n.value else "")
        case ast.Break(): return "(break)"
        case ast.Continue(): return "(continue)"
        case ast.Pass(): return "(pass)"
        case ast.Import(): return form("import", *(alias(a) for a in n.names))
        case ast.ImportFrom():
            names = [] if n.names[0].name == "*" else [alias(a) for a in n.names]
            return form("from", "." * n.level + (n.module or ""), *names)
        case ast.Global(): return form("global", *n.names)
        case ast.Nonlocal(): return form("nonlocal", *n.names)
        case ast.Delete(): return form("del", items(n.targets))
        case ast.Assert(): return form("assert", show(n.test), show(n.msg) if n.msg else "")
        case ast.Raise():
            cause = form("cause", show(n.cause)) if n.cause else ""
            return form("raise", show(n.exc) if n.exc else "", cause)
        case ast.Try():
            handlers = [
                form("except", show(h.type) if h.type else "_", h.name or "_", block(h.body))
                for h in n.handlers]
            return form("try", block(n.body), *handlers, block(n.orelse), block(n.finalbody))
        case ast.With():
            entries = [
                form(show(i.context_expr), show(i.optional_vars) if i.optional_vars else "")
                for i in n.items]
            return form("with", *entries, block(n.body))
    raise TypeError(ast.dump(n))


def alias(a):
    return a.name + (":" + a.asname if a.asname else "")


def snippets(name):
    """One a line, with `¶` for a line's end and `→` for a tab."""
    text = pathlib.Path(__file__).with_name(name).read_text()
    return [s.replace("¶", "\n").replace("→", "\t") + "\n" for s in text.splitlines()]


def accepted(source):
    compile(source, "block", "exec")
    return {"source": source, "tree": show(ast.parse(source))}


def rejected(source):
    try:
        compile(source, "block", "exec")
    except SyntaxError as error:
        return {
            "source": source, "type": type(error).__name__, "message": error.msg,
            "line": error.lineno}
    raise ValueError("CPython accepts " + source)


if __name__ == "__main__":
    recorded = {
        "python": platform.python_version(),
        "accepted": [accepted(s) for s in snippets("syntax_accepted.txt")],
        "rejected": [rejected(s) for s in snippets("syntax_rejected.txt")],
    }
    target = pathlib.Path("Tests/PythonSubsetTests/Recorded/syntax.json")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(recorded, indent=1, ensure_ascii=True) + "\n")
    print(len(recorded["accepted"]), "accepted,", len(recorded["rejected"]), "rejected")
