"""A marketplace's own terms: what it may change, and every wrong value named at once."""

from datetime import timedelta

import pytest

from amends.accounts.models import Marketplace
from amends.accounts.terms import TermsRefused, terms_of
from amends.core.terms import RefundMethod, Terms


def refused(overrides: dict[str, object]) -> str:
    with pytest.raises(TermsRefused) as raised:
        terms_of(overrides)
    return str(raised.value)


def test_without_overrides_the_defaults_hold() -> None:
    assert terms_of({}) == Terms()


def test_each_kind_of_term_can_be_changed() -> None:
    terms = terms_of(
        {
            "dispatch_within": 3,
            "contact_answer_within": 0.5,
            "extension_days_most": 30,
            "untracked_posting": True,
            "remedies": ["refund_only"],
            "refund_methods": ["store_wallet"],
        }
    )
    assert terms.dispatch_within == timedelta(days=3)
    assert terms.contact_answer_within == timedelta(hours=12)
    assert terms.extension_days_most == 30
    assert terms.untracked_posting
    assert terms.refund_methods == (RefundMethod.STORE_WALLET,)
    assert terms.appeal_within == Terms().appeal_within


def test_every_wrong_term_is_named_at_once() -> None:
    said = refused(
        {
            "dispatch_within": 0,
            "grace_for": "3",
            "wait_most": True,
            "claim_within": float("inf"),
            "extension_days_most": 1.5,
            "untracked_posting": 1,
            "remedies": ["exchange"],
            "refund_methods": [],
            "patience": 4,
            "appeal_within": 14,
        }
    )
    wrong = {sentence.partition(":")[0] for sentence in said.split(". ")}
    assert wrong == {
        "dispatch_within",
        "grace_for",
        "wait_most",
        "claim_within",
        "extension_days_most",
        "untracked_posting",
        "remedies",
        "refund_methods",
        "patience",
    }


@pytest.mark.parametrize("days", [1e-12, -1, 401, 10**400, float("nan"), None, [7], {}])
def test_a_period_that_nobody_could_live_with_is_refused(days: object) -> None:
    assert "write days" in refused({"dispatch_within": days})


@pytest.mark.parametrize("name", ["__match_args__", "__slots__", "__class__", "", "Dispatch"])
def test_what_is_no_term_is_not_known(name: str) -> None:
    assert "no such term" in refused({name: ["refund_only"]})


@pytest.mark.parametrize("codes", ["store_wallet", [["store_wallet"]], [None], {"store_wallet": 1}])
def test_what_is_no_list_of_codes_is_refused(codes: object) -> None:
    assert "write a list of original_payment, store_wallet" in refused({"refund_methods": codes})


def test_a_marketplace_keeps_its_terms_as_text() -> None:
    assert Marketplace(terms='{"grace_for": 5}').overrides == {"grace_for": 5}


@pytest.mark.parametrize("text", ["", "grace_for = 5", "[]", "5", "null"])
def test_terms_that_were_broken_by_hand_are_refused(text: str) -> None:
    with pytest.raises(TermsRefused, match="Write"):
        _ = Marketplace(terms=text).overrides


def test_a_sum_above_which_two_must_agree_is_in_minor_units() -> None:
    assert terms_of({"approval_above": 20_000}).approval_above == 20_000
    assert terms_of({"approval_above": 0, "late_kept_most": 0}).late_kept_most == 0
    with pytest.raises(TermsRefused, match="from 0 to 100"):
        terms_of({"late_kept_most": 101})
