"""The walk through the API: its requests are read off the page, and each is answered."""

import re
import shlex
from collections.abc import Iterator
from datetime import timedelta
from functools import reduce
from pathlib import Path
from string import Template

import pytest
from django.test import Client

from tests.api.machine import Json, site
from tests.web.conftest import SetDay
from tests.web.site import day

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = Path(__file__).parents[2] / "docs" / "integrate.md"
TODAY = 6
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
# A moment that the shell counts, a value that jq takes out of an answer, a request, or a text.
MOMENT = re.compile(r"(\w+)=\$\(date -u -d '(\d+) (days|hours)( ago)?' \+(\S+)\)")
TAKEN = re.compile(r"(\w+)=\$\((curl .*) \| jq -r '\.([\w.\[\]]+)'\)")
KEPT = re.compile(r'(\w+)="?([^"]*)"?')


class Walk:
    """Somebody who follows the page; `known` is what their shell holds."""

    def __init__(self, secret: str) -> None:
        self.client = Client()
        self.known = {"KEY": secret, "HOOK": "https://8.8.8.8/amends"}
        self.answers: list[Json] = []

    def follow(self, line: str, sent: str) -> None:
        moment, taken = MOMENT.fullmatch(line), TAKEN.fullmatch(line)
        if moment:
            self.known[moment[1]] = _moment(*moment.groups()[1:])
        elif taken:
            answer = self._asked(taken[2], "")
            self.known[taken[1]] = str(reduce(_part, re.findall(r"\w+", taken[3]), answer))
        elif line.startswith("curl "):
            self.answers.append(self._asked(line, sent))
        else:
            kept = KEPT.fullmatch(line)
            assert kept, f"this line is not read: {line}"
            self.known[kept[1]] = Template(kept[2]).substitute(self.known)

    def _asked(self, line: str, sent: str) -> Json:
        words = shlex.split(Template(line).substitute(self.known))
        address = next(word for word in words if word.startswith("http"))
        headers = dict(words[i + 1].split(": ") for i, w in enumerate(words) if w == "-H")
        method = words[words.index("-X") + 1] if "-X" in words else "POST" if sent else "GET"
        answer = self.client.generic(
            method,
            address.partition("8000")[2],
            Template(sent).substitute(self.known),
            content_type="application/x-www-form-urlencoded",
            headers=headers,
        )
        assert answer.status_code < 300, (line, answer.content)
        return answer.json()


def _part(whole: Json, name: str) -> Json:
    return whole[int(name) if name.isdigit() else name]


def _moment(count: str, unit: str, ago: str | None, shape: str) -> str:
    length = timedelta(**{unit: int(count)})
    now = day(TODAY)
    moment = now - length if ago else now + length
    return moment.strftime(shape.replace("%F", "%Y-%m-%d").replace("%T", "%H:%M:%S"))


def lines() -> Iterator[tuple[str, str]]:
    """Each line of the page's shell, with the text that it sends."""
    text = "".join(BLOCK.findall(PAGE.read_text(encoding="utf-8"))).replace("\\\n", "")
    parts = re.split(r" -d @- <<END\n(.*?)\nEND\n", text, flags=re.DOTALL)
    for before, sent in zip(parts[::2], [*parts[1::2], ""], strict=True):
        *earlier, last = before.splitlines() or [""]
        yield from ((line, "") for line in earlier)
        if last:
            yield last, sent


def test_every_request_of_the_walk_is_answered_as_the_page_says(on: SetDay) -> None:
    on(TODAY)
    walk = Walk(site().shop.secret)
    for line, sent in lines():
        walk.follow(line, sent)
    assert walk.answers[0]["status"] == "paid"
    statuses = [answer["status"] for answer in walk.answers if "available_actions" in answer]
    assert statuses == ["paid", "shipped", "decided", "decided"]
    assert any("whsec_" in answer.get("secret", "") for answer in walk.answers)
