"""Where a value stands in a pack's file: to the character, however TOML lets it be written."""

import tomllib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amends.policy.positions import tables

# Characters that stand for themselves in each of TOML's four ways of writing a text.
PLAIN = st.text("ab é€#[=]{},.\U0001f4e6", max_size=8)
LITERALS = st.sampled_from(["'{}'", "'''{}'''", "'''\n{}'''"])
BASICS = st.sampled_from(['"{}"', '"""{}"""', '"""\n{}"""'])
ESCAPES = st.sampled_from(["\\t", '\\"', "\\\\", "\\n", "\\u00e9", "\\U0001f4e6"])


def places(file: str, name: str, key: str, source: str) -> list[tuple[int, int]]:
    """Return the place of each character of a text; each stands in its own line by itself."""
    table = next(table for table in tables(file) if table.name == name)
    lines = source.split("\n")
    return [
        table.within(key, source, line, column)
        for line, text in enumerate(lines, start=1)
        for column in range(1, len(text) + 1)
    ]


@given(PLAIN, LITERALS | BASICS)
@example("", "''")
def test_a_character_that_stands_for_itself_is_found(text: str, way: str) -> None:
    file = f'# """ here\n[[rule]] # one\nother = [\'a]\', "b"]\nwhen = {way.format(text)}\n'
    assert tomllib.loads(file)["rule"][0]["when"] == text
    lines = file.split("\n")
    found = places(file, "rule", "when", text)
    assert [lines[line - 1][column - 1] for line, column in found] == list(text)


@given(st.lists(st.tuples(PLAIN, ESCAPES), max_size=4), BASICS)
def test_behind_an_escape_the_place_is_still_right(parts: list[tuple[str, str]], way: str) -> None:
    written = "".join(f"{plain}{escape}" for plain, escape in parts) + "!"
    file = f"when = {way.format(written)}\n"
    text = tomllib.loads(file)["when"]
    line, column = places(file, "", "when", text)[-1]
    assert file.split("\n")[line - 1][column - 1] == text[-1] == "!"


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ('when = "a!"\n', (1, 10)),
        ('"when" = "a!"', (1, 12)),
        ('"wh\\u0065n" = "a!"', (1, 17)),
        ("# '''\nwhen = 'a!'", (2, 10)),
        ("x = [\n  'a', # ]\n  [1, 2.5],\n]\nwhen = 'a!'", (5, 10)),
        ("x = { a = 1, b = '}' }\nwhen = 'a!'", (2, 10)),
        ("x.when = 1\ny = 1979-05-27 07:32:00\nwhen = 'a!'", (3, 10)),
        ('when = """a\\\n  \n   !"""', (3, 4)),
        ('x = """a""""\nwhen = """\na!"""', (3, 2)),
        ("# a\u2028b\nwhen = 'a!'", (2, 10)),
    ],
)
def test_an_exclamation_mark_stands_where_it_is_written(file: str, place: tuple[int, int]) -> None:
    text = tomllib.loads(file)["when"]
    assert text == "a!"
    assert places(file, "", "when", text)[-1] == place


def test_behind_the_end_the_place_is_the_end() -> None:
    table = tables("when = 'ab'")[0]
    assert table.within("when", "ab", 1, 9) == (1, 11)


def test_what_is_no_text_stands_where_it_begins_and_what_is_missing_at_its_table() -> None:
    head, first, second = tables("a = 5\n\n[[rule]]\nb = [1]\n[rule.c]\n")
    assert (head.at("a"), first.at("b"), first.at("missing")) == ((1, 5), (4, 5), (3, 1))
    assert (head.name, first.name, second.name) == ("", "rule", "rule.c")
