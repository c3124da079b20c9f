"""The one contract of all trackers: what each can do, its limits as data, how it is reached.

A tracker is a table of functions. `read` is pure, `verify_push` only compares, `register` and
`fetch` go out through the one client and answer what came back, verbatim, beside what it means.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from amends.outbound.client import Reach

from .reading import Outcome, Problem, Read


@dataclass(frozen=True, slots=True)
class Limits:
    """What a tracker allows, from its own documentation; None where it names no such limit."""

    numbers_a_call: int
    calls_a_second: float
    numbers_a_day: int | None = None
    tries: int = 3
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Access:
    """How this installation may speak to a tracker: its key, the secret of pushes, the address."""

    key: str = ""
    secret: str = ""
    base: str = ""
    push_url: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One number to ask for, with what makes the answer better where it is known.

    `reference` is the tracker's own name for it, from an earlier answer.
    """

    number: str
    carrier: str = ""
    country: str = ""
    postal_code: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Verbatim:
    """One reply as it came, with what was asked for; a key never stands in `request`."""

    request: str
    numbers: tuple[str, ...]
    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Fetched:
    """What asking came to: every reply verbatim, and one outcome for each number asked for."""

    replies: tuple[Verbatim, ...] = ()
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    references: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """The way to a tracker. `pause` waits between tries; a trial puts its own there."""

    access: Access
    reach: Reach = field(default_factory=Reach)
    pause: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Push:
    """A request that a tracker sent us; the names of `headers` are in lower case."""

    headers: Mapping[str, str]
    body: bytes
    token: str
    received_at: datetime


Ask: TypeAlias = Callable[[Sequence[Wanted], Line], Fetched]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracker:
    """One tracker. `register`, `fetch` and `verify_push` are None where it offers nothing like it.

    `setting` names the key in `amends.toml`, `how` says how to get one. Pushes that a tracker does
    not sign are hints only (`pushes_are_hints`): ask again before believing them.
    """

    name: str
    title: str
    limits: Limits
    read: Callable[[bytes], Read]
    register: Ask | None = None
    fetch: Ask | None = None
    verify_push: Callable[[Push, Access], bool] | None = None
    pushes_are_hints: bool = False
    base: str = ""
    setting: str = ""
    secret_setting: str = ""
    how: str = ""
