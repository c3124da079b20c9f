"""A disk as POSIX promises it: what was not synced may be there, or not, or torn.

Recorded system calls are played onto it one by one. A file's bytes are safe after a sync of the
file; a name that was made, moved or removed is safe after a sync of its folder, and not before.
"""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

SECTOR = 512
CALL = re.compile(r"(\w+)\((.*)\)\s+= (\d+)(?:<.*>)?")
CALLS = (
    *("openat", "write", "pwrite64", "lseek", "ftruncate", "fsync", "fdatasync", "mkdir"),
    *("rename", "unlink", "rmdir"),
    # These are not understood: what uses them on the disk must be taught to this module first.
    *("open", "creat", "writev", "pwritev", "pwritev2", "truncate", "fallocate", "renameat"),
    *("renameat2", "link", "linkat", "unlinkat", "mkdirat", "sendfile", "copy_file_range"),
    *("symlink", "symlinkat", "sync_file_range", "io_uring_enter"),
)
UNDERSTOOD = frozenset(CALLS[: CALLS.index("open")])
# A write at an offset, or a cut to a length where there are no bytes.
Change: TypeAlias = tuple[int, bytes | None]
# Each name with the file that it leads to from then on, or None: kept together or not at all.
Naming: TypeAlias = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Call:
    """One system call that succeeded: its name, its arguments as written, and what it returned."""

    name: str
    arguments: tuple[str, ...]
    returned: int

    @property
    def path(self) -> str:
        """The path that is spoken of, or that the file number leads to."""
        return _path(self.arguments[1 if self.name == "openat" else 0])

    @property
    def destination(self) -> str:
        """The path that a file is moved to."""
        return _path(self.arguments[1])

    @property
    def written(self) -> bytes:
        """The bytes that were taken of those that were to be written."""
        return _bytes(self.arguments[1].strip('"'))[: self.returned]

    def below(self, start: str) -> bool:
        """Whether it speaks of a path that starts so."""
        escaped = "".join(f"\\x{byte:02x}" for byte in start.encode())
        return any(escaped in argument for argument in self.arguments[:2])


def read(trace: Path) -> Iterator[Call]:
    """Yield the calls of a trace by `strace -f -y -xx`, in the order in which they ended."""
    begun: dict[str, str] = {}
    with trace.open(encoding="ascii") as lines:
        whole = (CALL.fullmatch(_whole(line, begun)) for line in lines)
        for match in filter(None, whole):
            yield Call(match[1], tuple(match[2].split(", ")), int(match[3]))


def _whole(line: str, begun: dict[str, str]) -> str:
    """Return a call in one piece; one that another process interrupted is whole when it ends."""
    process, _, said = line.strip().partition(" ")
    said = said.strip()
    if said.endswith("<unfinished ...>"):
        begun[process] = said.removesuffix("<unfinished ...>")
        return ""
    resumed = re.match(r"<\.\.\. \w+ resumed>", said)
    return begun.pop(process) + said[resumed.end() :] if resumed else said


@dataclass
class File:
    """The bytes that are safe, and the changes that are not yet."""

    safe: bytes = b""
    changes: list[Change] = field(default_factory=list)

    def sync(self) -> None:
        """Make every change safe."""
        self.safe = applied(self.safe, self.changes)
        self.changes.clear()


@dataclass
class Disk:
    """Everything below one folder."""

    folder: str
    files: list[File] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    safe_names: dict[str, int] = field(default_factory=dict)
    namings: list[Naming] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> "Disk":
        """Return the disk as the files lie there now, all of it safe."""
        disk = cls(str(folder))
        for path in sorted(folder.rglob("*")):
            disk.names[str(path)] = len(disk.files)
            disk.files.append(File(b"" if path.is_dir() else path.read_bytes()))
        disk.safe_names = dict(disk.names)
        return disk

    def play(self, call: Call) -> None:
        """Do what a call did to this disk."""
        assert call.name in UNDERSTOOD, f"{call.name} is not understood yet"
        getattr(self, f"_{call.name}")(call, call.path)

    def image(self, drawn: random.Random) -> dict[str, bytes]:
        """Return the files as a power cut could leave them now; folders are not listed."""
        names = dict(self.safe_names)
        # None of it, all of it, or each by itself: the ends are drawn often, they are likely.
        often = drawn.choice([0.0, 0.5, 0.5, 1.0])
        for naming in self.namings:
            if drawn.random() < often:
                _rename(names, naming)
        often = drawn.choice([0.0, 0.5, 0.9, 1.0])
        return {
            name: _torn(self.files[number], drawn, often)
            for name, number in names.items()
            if _reachable(name, names, self.folder)
        }

    def _openat(self, call: Call, path: str) -> None:
        flags = call.arguments[2]
        if path not in self.names and "O_CREAT" in flags:
            self._name(path, self._new())
        elif "O_TRUNC" in flags and path in self.names:
            self._file(path).changes.append((0, None))
        self.places[path] = 0

    def _write(self, call: Call, path: str) -> None:
        self._put(path, self.places[path], call.written)
        self.places[path] += call.returned

    def _pwrite64(self, call: Call, path: str) -> None:
        self._put(path, int(call.arguments[3]), call.written)

    def _put(self, path: str, at: int, written: bytes) -> None:
        # A file without a name is gone with the power.
        if path in self.names:
            self._file(path).changes.append((at, written))

    def _lseek(self, call: Call, path: str) -> None:
        self.places[path] = call.returned

    def _ftruncate(self, call: Call, path: str) -> None:
        if path in self.names:
            self._file(path).changes.append((int(call.arguments[1]), None))

    def _fsync(self, call: Call, path: str) -> None:
        del call
        if path in self.names:
            self._file(path).sync()
        kept = [naming for naming in self.namings if not _within(naming, path)]
        for naming in self.namings:
            if naming not in kept:
                _rename(self.safe_names, naming)
        self.namings = kept

    _fdatasync = _fsync

    def _mkdir(self, call: Call, path: str) -> None:
        del call
        self._name(path, self._new())

    def _rename(self, call: Call, path: str) -> None:
        onto = call.destination
        number = self.names.pop(path)
        self.names[onto] = number
        self.places[onto] = self.places.get(path, 0)
        self.namings.append({path: None, onto: number})

    def _unlink(self, call: Call, path: str) -> None:
        del call
        self.names.pop(path)
        self.namings.append({path: None})

    _rmdir = _unlink

    def _new(self) -> int:
        self.files.append(File())
        return len(self.files) - 1

    def _name(self, path: str, number: int) -> None:
        self.names[path] = number
        self.namings.append({path: number})

    def _file(self, path: str) -> File:
        return self.files[self.names[path]]


def applied(before: bytes, changes: Iterable[Change]) -> bytes:
    """Return the bytes after changes; what lies beyond the end is filled with zeros."""
    after = bytearray(before)
    for at, written in changes:
        if len(after) < at:
            after.extend(bytes(at - len(after)))
        if written is None:
            del after[at:]
        else:
            after[at : at + len(written)] = written
    return bytes(after)


def _torn(file: File, drawn: random.Random, often: float) -> bytes:
    return applied(file.safe, [part for c in file.changes for part in _parts(c, drawn, often)])


def _parts(change: Change, drawn: random.Random, often: float) -> Iterator[Change]:
    at, written = change
    if written is None or drawn.random() < 0.5:
        if drawn.random() < often:
            yield change
        return
    for start in range(0, len(written), SECTOR):
        if drawn.random() < often:
            yield at + start, written[start : start + SECTOR]


def _rename(names: dict[str, int], naming: Naming) -> None:
    for path, number in naming.items():
        if number is None:
            names.pop(path, None)
        else:
            names[path] = number


def _within(naming: Naming, folder: str) -> bool:
    # A move is safe with the folder that it went to, which stands last.
    return str(Path(list(naming)[-1]).parent) == folder


def _reachable(name: str, names: dict[str, int], root: str) -> bool:
    above = str(Path(name).parent)
    return above == root or (above in names and _reachable(above, names, root))


def _path(argument: str) -> str:
    quoted = re.search(r'["<]((?:\\x[0-9a-f]{2})*)[">]', argument)
    assert quoted is not None, argument
    return _bytes(quoted[1]).decode()


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))
