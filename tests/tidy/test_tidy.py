"""The house rules that a machine can check: size, shape and words of every file of the code."""

import ast
import re
from pathlib import Path

from tests.tidy.source import ROOT, files, functions, modules, text

LINES_MOST = 300
FUNCTION_MOST = 40
PARAMETERS_MOST = 5
NESTING_MOST = 2
NESTS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)
INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
# Put together here, so that this file does not hold what it looks for.
# Quoted, three of that letter are the code of no currency at all.
UNFINISHED = re.compile(r"(?<![\"'])\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b(?![\"'])")
UNCOVERED = "pragma: " + "no cover"
MACHINE_PATH = re.compile(r"(?<![\w.-])/(?:wor" + r"k|roo" + r"t)/")
NAMES_OF_NOTHING = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common"}
SKIPS = {"skip", "skipif", "xfail", "importorskip"}


def test_every_module_opens_by_saying_what_it_holds() -> None:
    # A file without a line holds nothing: Python asks for it where a folder is a package.
    silent = [p for p in modules() if text(p).strip() and not ast.get_docstring(ast.parse(text(p)))]
    assert silent == []


def test_no_module_is_longer_than_a_chapter() -> None:
    lengths = {p: len(text(p).splitlines()) for p in modules() if "migrations" not in p.parts}
    assert {p: n for p, n in lengths.items() if n > LINES_MOST} == {}


def test_every_function_fits_on_half_a_screen() -> None:
    assert [
        _place(path, function, f"{lines} lines")
        for path in modules()
        for function in functions(path)
        if (lines := _lines(function)) > FUNCTION_MOST and "migrations" not in path.parts
    ] == []


def test_no_function_takes_more_than_five_parameters() -> None:
    assert [
        _place(path, function, f"{count} parameters")
        for path in modules()
        for function in functions(path)
        if (count := _parameters(function)) > PARAMETERS_MOST
    ] == []


def test_no_function_nests_deeper_than_two() -> None:
    assert [
        _place(path, function, f"{depth} levels")
        for path in modules()
        for function in functions(path)
        if (depth := _depth(function.body)) > NESTING_MOST
    ] == []


def test_nothing_is_left_unfinished_or_hidden_from_coverage() -> None:
    assert [
        f"{path}:{number}: {line.strip()}"
        for path in files()
        for number, line in enumerate(text(path).splitlines(), start=1)
        if UNFINISHED.search(line) or UNCOVERED in line
    ] == []


def test_no_test_is_skipped_without_a_reason() -> None:
    assert [
        f"{path}:{line}" for path in modules() for line in _silent_skips(ast.parse(text(path)))
    ] == []


def test_every_ignored_warning_gives_its_reason() -> None:
    bare = re.compile(r"#\s*(?:noqa(?:: [A-Z0-9, ]+)?|type: ignore(?:\[[\w, -]+\])?)\s*$")
    assert [
        f"{path}:{number}: {line.strip()}"
        for path in modules()
        for number, line in enumerate(text(path).splitlines(), start=1)
        if bare.search(line)
    ] == []


def test_no_file_is_named_for_nothing() -> None:
    assert [path for path in files() if path.stem.lower() in NAMES_OF_NOTHING] == []


def test_no_file_holds_a_path_of_one_machine() -> None:
    assert [
        f"{path}:{number}"
        for path in files()
        for number, line in enumerate(text(path).splitlines(), start=1)
        if MACHINE_PATH.search(line)
    ] == []


def test_continuous_integration_runs_the_gate_and_nothing_else() -> None:
    run = (ROOT / ".ci" / "run").read_text()
    commands = [line for line in run.splitlines() if line and not line.startswith("#")]
    assert commands == ['exec "$(dirname -- "$0")/../bin/test"']


def test_what_a_person_starts_can_be_started() -> None:
    for path in (".ci/run", "bin/amends", "bin/environment", "bin/test"):
        assert (ROOT / path).stat().st_mode & 0o111, path


def _place(path: Path, function: ast.FunctionDef | ast.AsyncFunctionDef, what: str) -> str:
    return f"{path}:{function.lineno}: {function.name} has {what}"


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    taken = function.args
    named = [*taken.posonlyargs, *taken.args, *taken.kwonlyargs]
    return len([one for one in named if one.arg not in {"self", "cls"}])


def _depth(body: list[ast.stmt]) -> int:
    return max((_depth_of(statement) for statement in body), default=0)


def _depth_of(node: ast.AST) -> int:
    """Return how deep blocks stand inside one another; inner functions count for themselves."""
    if isinstance(node, INNER):
        return 0
    inner = max((_depth_of(child) for child in _inside(node)), default=0)
    if not isinstance(node, NESTS):
        return inner
    # An `elif` is written at the level of its `if`.
    return max(inner + 1, *(_depth_of(one) for one in _elif(node)), 0)


def _inside(node: ast.AST) -> list[ast.AST]:
    further = _elif(node)
    return [child for child in ast.iter_child_nodes(node) if child not in further]


def _elif(node: ast.AST) -> list[ast.stmt]:
    if not isinstance(node, ast.If) or len(node.orelse) != 1:
        return []
    return node.orelse if isinstance(node.orelse[0], ast.If) else []


def _silent_skips(tree: ast.Module) -> list[int]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_skip(node.func)]
    called = {id(call.func) for call in calls}
    # A mark that is not called has no room for a reason.
    bare = [
        node.lineno
        for node in ast.walk(tree)
        if _is_skip(node) and isinstance(node, ast.Attribute) and id(node) not in called
    ]
    return bare + [call.lineno for call in calls if not _says_why(call)]


def _says_why(call: ast.Call) -> bool:
    assert isinstance(call.func, ast.Attribute)
    by_position = call.func.attr in {"skip", "xfail"} and bool(call.args)
    return by_position or any(word.arg == "reason" for word in call.keywords)


def _is_skip(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr in SKIPS
        and ast.unparse(node.value) in {"pytest", "pytest.mark", "mark"}
    )
