"""The process that opens photos can do nothing else, and whatever it does is only an answer."""

import subprocess
import sys
from pathlib import Path

import pytest

from amends.evidence import Fault, photos

from tests.evidence import pictures
from tests.evidence.conftest import Refuse

CHILD = Path(photos.__file__).with_name("child.py")
# Loads the program without running it, fences itself in, and then tries to break out.
PRISONER = """
import os, runpy, socket, sys, threading
child = runpy.run_path(sys.argv[1])
child["fence"]()
def attempt(name, act):
    try:
        act()
        os.write(1, name.encode() + b" ")
    except OSError:
        pass
attempt("read", lambda: open("/etc/hostname"))
attempt("write", lambda: open("/tmp/evidence-escape", "w"))
attempt("remove", lambda: os.unlink("/tmp/evidence-escape"))
attempt("connect", socket.socket)
attempt("fork", os.fork)
attempt("run", lambda: os.execv("/bin/true", ["true"]))
attempt("kill", lambda: os.kill(os.getppid(), 0))
attempt("memory", lambda: bytearray(30_000_000))
thread = threading.Thread(target=lambda: os.write(1, b"thread "))
thread.start()
thread.join()
os.write(1, b"done")
os._exit(0)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this fence")
def test_behind_its_fence_it_can_only_compute() -> None:
    told = subprocess.run(
        [sys.executable, "-I", "-c", PRISONER, str(CHILD)],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert told.stdout == "memory thread done"


def test_it_imports_nothing_of_amends() -> None:
    assert "amends" not in CHILD.read_text().replace("imports nothing of Amends", "")


@pytest.mark.parametrize(
    "program",
    [
        "",
        "print('{}')",
        "print('{')",
        "print('[1, 2]')",
        'print(\'{"width": 1, "height": 1}\')',
        'print(\'{"fault": "empty"}\')',
        "print('9' * 10_000_000)",
        "import os; os.abort()",
        "raise SystemExit(3)",
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    ],
)
def test_a_strange_answer_is_a_refusal(
    program: str, refuse: Refuse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strange = tmp_path / "strange.py"
    strange.write_text(program)
    monkeypatch.setattr(photos, "_CHILD", strange)
    assert refuse(pictures.jpeg()) is Fault.PHOTO_UNREADABLE


def test_a_machine_that_can_start_nothing_more_says_so(
    refuse: Refuse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nothing/here")
    assert refuse(pictures.jpeg()) is Fault.PHOTO_NOT_CHECKED
