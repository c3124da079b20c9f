"""The language of conditions: a small, closed part of Python's expressions, read and type-checked.

and, or, not, comparisons, in, is None, whole numbers with + - * //, and facts by name. Nothing can
be called, looked up or assigned.
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .errors import Mistake, nearest
from .facts import Fact, Kind
from .tree import All, Among, Compared, Computed, Literal, Named, Not, Some, Tree, Unknown

CHARACTERS_MOST = 2_000
# Deeper than any rule that a person can read; the evaluation goes down as far.
DEPTH_MOST = 40
NUMBER_MOST = 10**15
KNOWN = "Use and, or, not, comparisons, in, is None, and whole numbers with + - * //."
SIGNS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
ARITHMETIC: Mapping[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.FloorDiv: "//",
}


@dataclass(slots=True)
class Reading:
    """One expression that is being read; mistakes are gathered, so that all are named at once."""

    facts: Mapping[str, Fact]
    source: str
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, node: ast.expr, problem: str) -> Tree:
        """Note a mistake, and go on with something that fits anywhere."""
        # Python counts bytes, and the bracket that `parse` puts before the first line.
        bytes_before = node.col_offset - (node.lineno == 1)
        line = self.source.split("\n")[node.lineno - 1].encode()
        column = len(line[: max(bytes_before, 0)].decode()) + 1
        self.mistakes.append(Mistake(node.lineno, column, problem))
        return Literal(value=True)


def parse(
    source: str, facts: Mapping[str, Fact], wanted: Kind
) -> tuple[Tree | None, list[Mistake]]:
    """Return the tree of an expression that must come to `wanted`, and every mistake in it.

    Lines and columns count from 1 within `source`.
    """
    if refused := _unreadable(source):
        return None, [refused]
    try:
        body = ast.parse(f"({source}\n)", mode="eval").body
        # What closes a bracket that it did not open would fit one of these two, and not the other.
        ast.parse(f"[{source}\n]", mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return None, [_not_read(source, error)]
    if _deeper(body, DEPTH_MOST):
        return None, [Mistake(1, 1, "This is nested too deeply. Split it into several rules.")]
    reading = Reading(facts, source)
    tree, kind = _typed(reading, body)
    if not reading.mistakes and kind is not wanted:
        words = "a condition, true or false" if wanted is Kind.FLAG else "a whole number"
        reading.wrong(body, f"This comes to {_words(kind)}. Write {words}.")
    return tree, reading.mistakes


def _unreadable(source: str) -> Mistake | None:
    if len(source) > CHARACTERS_MOST:
        return Mistake(1, 1, f"This is longer than {CHARACTERS_MOST} characters. Split it.")
    if not source.strip():
        return Mistake(1, 1, "The condition is empty. Write one, such as `late`.")
    found = re.search(r"[^\S \t\n]|[\x00-\x08\x0e-\x1f\x7f]", source)
    if found is None:
        return None
    before = source[: found.start()].split("\n")
    problem = "This character cannot be read. Leave it out."
    return Mistake(len(before), len(before[-1]) + 1, problem)


def _not_read(source: str, error: Exception) -> Mistake:
    line = min(getattr(error, "lineno", 1) or 1, source.count("\n") + 1)
    column = (getattr(error, "offset", 1) or 1) - (line == 1)
    said = getattr(error, "msg", "too deep") or "not an expression"
    return Mistake(line, max(column, 1), f"This cannot be read: {said}.")


def _deeper(body: ast.expr, most: int) -> bool:
    level: list[ast.AST] = [body]
    for _ in range(most):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return bool(level)


def _words(kind: Kind) -> str:
    return "true or false" if kind is Kind.FLAG else "a number"


def _typed(reading: Reading, node: ast.expr) -> tuple[Tree, Kind]:
    match node:
        case ast.Name():
            return _name(reading, node)
        case ast.Constant():
            return _constant(reading, node)
        case ast.BoolOp():
            parts = tuple(_want(reading, part, Kind.FLAG) for part in node.values)
            joined: Tree = All(parts) if isinstance(node.op, ast.And) else Some(parts)
            return joined, Kind.FLAG
        case ast.UnaryOp(op=ast.Not()):
            return Not(_want(reading, node.operand, Kind.FLAG)), Kind.FLAG
        case ast.UnaryOp(op=ast.USub()):
            return _negative(_want(reading, node.operand, Kind.NUMBER)), Kind.NUMBER
        case ast.BinOp():
            return _arithmetic(reading, node)
        case ast.Compare():
            return _comparison(reading, node), Kind.FLAG
        case _:
            problem = f"{_called(node)} has no meaning here. {KNOWN}"
            return reading.wrong(node, problem), Kind.FLAG


def _want(reading: Reading, node: ast.expr, wanted: Kind) -> Tree:
    before = len(reading.mistakes)
    tree, kind = _typed(reading, node)
    if kind is not wanted and len(reading.mistakes) == before:
        reading.wrong(node, f"This is {_words(kind)}, where {_words(wanted)} is needed.")
    return tree


def _name(reading: Reading, node: ast.Name) -> tuple[Tree, Kind]:
    fact = reading.facts.get(node.id)
    if fact is None:
        problem = f"No fact is called `{node.id}`. {nearest(node.id, reading.facts)}"
        return reading.wrong(node, problem), Kind.FLAG
    return Named(node.id), fact.kind


def _constant(reading: Reading, node: ast.Constant) -> tuple[Tree, Kind]:
    match node.value:
        case bool() as flag:
            return Literal(flag), Kind.FLAG
        case int() as number if number <= NUMBER_MOST:
            return Literal(number), Kind.NUMBER
        case _:
            problem = f"{node.value!r} is no whole number of at most 15 digits, True or False."
            return reading.wrong(node, problem), Kind.NUMBER


def _negative(part: Tree) -> Tree:
    return Literal(-part.value) if isinstance(part, Literal) else Computed("-", Literal(0), part)


def _arithmetic(reading: Reading, node: ast.BinOp) -> tuple[Tree, Kind]:
    sign = ARITHMETIC.get(type(node.op))
    if sign is None:
        return reading.wrong(node, "Only + - * and // are known here."), Kind.NUMBER
    divides = sign == "//"
    positive = isinstance(node.right, ast.Constant) and bool(node.right.value)
    if divides and not positive:
        return reading.wrong(node, "Divide by a number that is written here."), Kind.NUMBER
    left = _want(reading, node.left, Kind.NUMBER)
    return Computed(sign, left, _want(reading, node.right, Kind.NUMBER)), Kind.NUMBER


def _comparison(reading: Reading, node: ast.Compare) -> Tree:
    operands = [node.left, *node.comparators]
    pairs = zip(operands, node.ops, operands[1:], strict=False)
    parts = tuple(_pair(reading, *pair) for pair in pairs)
    return parts[0] if len(parts) == 1 else All(parts)


def _pair(reading: Reading, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Tree:
    match op:
        case ast.Is() | ast.IsNot():
            return _unknown(reading, left, op, right)
        case ast.In() | ast.NotIn():
            among = _among(reading, left, right)
            return Not(among) if isinstance(op, ast.NotIn) else among
    sign = SIGNS[type(op)]
    before = len(reading.mistakes)
    (one, kind), (other, other_kind) = _typed(reading, left), _typed(reading, right)
    if len(reading.mistakes) > before:
        return one
    if kind is not other_kind:
        return reading.wrong(right, f"{_words(kind)} cannot be held against {_words(other_kind)}.")
    if kind is Kind.FLAG and sign not in {"==", "!="}:
        return reading.wrong(left, "True and false have no order: use == or !=.")
    return Compared(sign, one, other)


def _unknown(reading: Reading, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Tree:
    if not (isinstance(right, ast.Constant) and right.value is None):
        return reading.wrong(right, "After `is` only None has a meaning: use == instead.")
    tree, _ = _typed(reading, left)
    return Not(Unknown(tree)) if isinstance(op, ast.IsNot) else Unknown(tree)


def _among(reading: Reading, left: ast.expr, right: ast.expr) -> Tree:
    part = _want(reading, left, Kind.NUMBER)
    elements = right.elts if isinstance(right, ast.Tuple | ast.List) else []
    values = tuple(
        element.value
        for element in elements
        if isinstance(element, ast.Constant) and type(element.value) is int
    )
    if not elements or len(values) != len(elements):
        return reading.wrong(right, "After `in` write whole numbers, such as (1, 2).")
    return Among(part, values)


def _called(node: ast.expr) -> str:
    known = {
        "Attribute": "A part of something",
        "Call": "A call",
        "IfExp": "A choice",
        "Lambda": "A function",
        "Subscript": "A part of something",
    }
    return known.get(type(node).__name__, "This")
