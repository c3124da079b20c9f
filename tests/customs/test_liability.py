"""Who pays: the seller's words first, quoted as they stand, in the seller's language."""

from dataclasses import replace

import pytest

from amends.core.border import Promised
from amends.customs import Kind, Payer, Said, expected, promises, said, who_pays

from tests.customs.sent import LYON, WITH_IOSS

DUTY = expected(Kind.DUTY, WITH_IOSS)
SELLER = [
    "Ships from China, delivered duty-paid.",
    "We pay all customs for you",
    "Envío rápido, SIN GASTOS DE ADUANA",
    "Es fallen keine Zollgebühren an",
    "Livraison rendue, frais de douane inclus",
    "Droits acquittes: rendu droits acquittes",
    "Доставка без таможенных сборов",
    "全球包邮 双清包税",
]
BUYER = [
    "Duties and taxes not included.",
    "Import duties, taxes, and charges are not included",
    "Los gastos de aduana corren a cargo del comprador",
    "Preis zzgl. Zoll",
    "Frais de douane à la charge de l\u2019acheteur",
    "Таможенные платежи за счёт покупателя",
    "本店价格不含关税",
]


def told(listing: str, kind: Kind = Kind.DUTY) -> Said:
    return said(kind, stated=Promised.NOBODY, listings=[listing])


@pytest.mark.parametrize("listing", SELLER)
def test_a_promise_of_the_seller_is_found_and_quoted(listing: str) -> None:
    found = told(listing)
    assert (found.promised, found.quote) == (Promised.SELLER, listing)


@pytest.mark.parametrize("listing", BUYER)
def test_words_that_leave_it_to_the_buyer_are_found_and_quoted(listing: str) -> None:
    found = told(listing)
    assert (found.promised, found.quote) == (Promised.BUYER, listing)


@pytest.mark.parametrize(
    "listing",
    [
        "This is not DDP.",
        "No customs fees, except for the United Kingdom",
        "Kein Versand mit Zoll inklusive",
        "Wir übernehmen den Zoll nicht",
        "Customs fees included if the order is above 100",
        "Customs: DDP (EU only)",
        "包税不含偏远地区",
        "Цена указана не без таможенных сборов",
        "此商品不双清包税",
    ],
)
def test_what_is_denied_or_limited_is_for_a_person_to_read(listing: str) -> None:
    found = told(listing)
    assert (found.promised, found.quote) == (Promised.UNCLEAR, listing)


def test_a_promise_about_tax_is_none_about_duty() -> None:
    assert told("VAT included", Kind.VAT).promised is Promised.SELLER
    assert told("VAT included").promised is Promised.NOBODY


@pytest.mark.parametrize(
    "listing", ["No customs fees, no hidden cost", "No hidden cost, no customs fees"]
)
def test_a_denial_beyond_a_comma_speaks_of_something_else(listing: str) -> None:
    assert told(listing).promised is Promised.SELLER


def test_only_the_sentence_is_quoted_and_a_denial_elsewhere_is_none() -> None:
    listing = "We do not ship on Sundays. No customs fees! Ask us anything."
    assert told(listing).quote == "No customs fees!"


def test_of_a_very_long_sentence_only_the_words_are_quoted() -> None:
    listing = f"{'lamp ' * 60}no import fees {'lamp ' * 60}"
    assert told(listing).quote == "no import fees"


def test_a_listing_that_promises_both_is_for_a_person_to_read() -> None:
    assert told("DDP. Buyer pays customs.") == Said(Promised.UNCLEAR, "DDP.")


def test_the_order_itself_may_say_who_pays() -> None:
    for stated in (Promised.SELLER, Promised.BUYER):
        assert said(Kind.DUTY, stated=stated, listings=[]) == Said(stated)
        assert said(Kind.DUTY, stated=stated, listings=["A lamp."]) == Said(stated)
    told_too = said(Kind.DUTY, stated=Promised.SELLER, listings=["DDP"])
    assert told_too == Said(Promised.SELLER, "DDP")
    assert said(Kind.DUTY, stated=Promised.BUYER, listings=["DDP"]).promised is Promised.SELLER
    assert said(Kind.DUTY, stated=Promised.BUYER, listings=["DDU", ""]) == Said(
        Promised.BUYER, "DDU"
    )
    limited = said(Kind.DUTY, stated=Promised.BUYER, listings=["DDP only to Spain"])
    assert limited.promised is Promised.UNCLEAR


def test_a_promise_of_one_line_alone_is_for_a_person_to_read() -> None:
    found = said(Kind.DUTY, stated=Promised.NOBODY, listings=["A bulb.", "DDP"])
    assert found == Said(Promised.UNCLEAR, "DDP")
    both = said(Kind.DUTY, stated=Promised.NOBODY, listings=["No import fees.", "DDP"])
    assert both == Said(Promised.SELLER, "No import fees.")
    assert said(Kind.DUTY, stated=Promised.NOBODY, listings=[]) == Said(Promised.NOBODY)


def test_who_was_said_to_pay_pays() -> None:
    assert who_pays(DUTY, Promised.SELLER) is Payer.SELLER
    assert who_pays(DUTY, Promised.BUYER) is Payer.BUYER
    assert who_pays(DUTY, Promised.UNCLEAR) is Payer.UNKNOWN


def test_where_nobody_promised_anything_the_row_says_who_pays() -> None:
    assert who_pays(DUTY, Promised.NOBODY) is Payer.BUYER


def test_without_a_row_nobody_is_said_to_pay() -> None:
    nowhere = expected(Kind.DUTY, replace(LYON, jurisdictions=("BR",)))
    assert who_pays(nowhere, Promised.NOBODY) is Payer.UNKNOWN


def test_no_more_than_fifty_promises_are_read() -> None:
    assert len(promises("DDP. " * 1000)) == 50
    assert promises("x" * 100_000 + " DDP") == ()


def test_words_inside_other_words_promise_nothing() -> None:
    assert promises("Freddpool, addapter, DAP lamp, vatincluded, Zollinklusive") == ()
