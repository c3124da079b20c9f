"""Which files the tidy tests look at: those that git knows, or would, and nothing else."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("src", "tests", "bench", "campaigns")


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the repository that is, or would be, committed; relative to its root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    named = {Path(name) for name in listed.stdout.split("\0") if name}
    return tuple(sorted(path for path in named if (ROOT / path).is_file()))


@cache
def modules() -> tuple[Path, ...]:
    """Return the Python files of the code and its tests."""
    return tuple(path for path in files() if path.suffix == ".py" and path.parts[0] in CODE)


def text(path: Path) -> str:
    """Return a file's text, or nothing where it is not text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a module, methods and inner ones too."""
    for node in ast.walk(ast.parse(text(path))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node
