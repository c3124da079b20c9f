"""Rendering a page: plain values in, with the words and the dates of whoever reads."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.backends.utils import csrf_input
from django.utils.html import format_html

from amends.core.parties import Role

from .reader import Reader
from .viewer import Viewer


@dataclass(frozen=True, slots=True)
class Tried:
    """The form that was refused, if one was: what was typed belongs into that one only."""

    name: str
    typed: object
    problems: object

    def kept(self, act: str, name: str) -> str:
        """Return what was typed into a field of a form, if that was the form."""
        typed = self.typed if act == self.name else {}
        return str(typed.get(name, "")) if isinstance(typed, Mapping) else ""

    def wrong(self, act: str, name: str) -> str:
        """Return what is wrong with a field of a form, or nothing."""
        found = self.problems if act == self.name else {}
        return str(found.get(name, "")) if isinstance(found, Mapping) else ""


def page(request: HttpRequest, template: str, viewer: Viewer, /, **values: object) -> HttpResponse:
    """Answer a page; `status` and `role` among the values are the answer's and the reader's.

    `stood` is the version of the order that the page shows, which its forms carry.
    """
    status, role = values.pop("status", 200), values.pop("role", Role.BUYER)
    tried, stood = values.pop("tried", ""), values.pop("stood", "")
    assert isinstance(status, int), "a status is a number"
    assert isinstance(role, Role), "a reader has a role"
    reader = Reader(viewer, role)
    # What was not typed, and what is not wrong, reads as nothing.
    for name in {"typed", "problems"} & values.keys():
        given = values[name]
        assert isinstance(given, Mapping), "what was typed is a mapping"
        values[name] = defaultdict(str, given)
    context = {
        "form": Tried(str(tried), values.get("typed", {}), values.get("problems", {})),
        "carried": _carried(request, str(stood)),
        "viewer": viewer,
        "path": request.path,
        "role": role,
        "reader": reader,
        "say": reader.say,
        "money": reader.money,
        "when": reader.when,
        "on": reader.on,
        "left": reader.left,
        **values,
    }
    return render(request, template, context, status=status, using="jinja2")


def _carried(request: HttpRequest, stood: str) -> str:
    """Return the hidden fields of a form: its proof of origin, and what its page showed."""
    field = format_html('<input type="hidden" name="stood" value="{}">', stood) if stood else ""
    return format_html("{}{}", csrf_input(request), field)
