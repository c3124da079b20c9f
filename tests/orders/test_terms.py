"""The terms of an order in its first event: which defaults, and what differs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from amends.core.events import OrderProtected
from amends.core.terms import DAY, RefundMethod, Remedy, Terms
from amends.orders import codec, queries, terms
from amends.orders.beginning import begin

from tests.orders.orders import START, beginning

pytestmark = pytest.mark.django_db

OWN = replace(
    Terms(),
    dispatch_within=2.5 * DAY,
    undo_within=timedelta(minutes=90),
    approval_above=50_000,
    business_days=True,
    remedies=(Remedy.REFUND_ONLY,),
    refund_methods=(RefundMethod.STORE_WALLET,),
)


def test_todays_defaults_have_their_file() -> None:
    # Whoever changes a default adds a file with the new text; the former ones stay as they are.
    digest = terms.digest_of(terms.written())
    assert (terms.FOLDER / f"{digest}.json").read_text(encoding="utf-8") == terms.written()


def test_no_file_of_defaults_was_changed() -> None:
    for path in terms.FOLDER.iterdir():
        assert path.stem == terms.digest_of(path.read_text(encoding="utf-8"))


def test_only_what_differs_is_spelled_out() -> None:
    assert terms.spelled(Terms()) == f'{{"defaults":"{terms.digest_of(terms.written())}"}}'
    assert terms.spelled(OWN).count(":") == 7


@pytest.mark.parametrize("own", [Terms(), OWN])
def test_an_event_gives_back_the_terms_that_it_was_given(own: Terms) -> None:
    command = replace(beginning().command, terms=own)
    begun = begin([replace(beginning(), command=command)], START)[0].loaded
    assert begun is not None
    (happened,) = queries.history(begun.key)
    assert isinstance(happened.event, OrderProtected)
    assert happened.event == codec.load(*codec.dump(happened.event))
    assert happened.event.terms == begun.order.terms == own


def test_defaults_of_an_unknown_release_are_not_guessed() -> None:
    begun = begin([beginning()], START)[0].loaded
    assert begun is not None
    (happened,) = queries.history(begun.key)
    kind, body = codec.dump(happened.event)
    other = terms.digest_of("of another release")
    with pytest.raises(ValueError, match=f"the terms {other} are of another release"):
        codec.load(kind, body.replace(terms.digest_of(terms.written()), other))
