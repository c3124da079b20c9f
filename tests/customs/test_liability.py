"""Who pays: the seller's words first, quoted as they stand, in the seller's language."""

from dataclasses import replace

import pytest

from amends.customs import Comparison, Kind, Payer, expected, promises, who_pays

from tests.customs.sent import LYON, WITH_IOSS

DUTY = expected(Kind.DUTY, WITH_IOSS)
VAT = expected(Kind.VAT, WITH_IOSS)
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


@pytest.mark.parametrize("listing", SELLER)
def test_a_promise_of_the_seller_is_found_and_quoted(listing: str) -> None:
    found = who_pays(DUTY, listing=listing)
    assert (found.payer, found.quote) == (Payer.SELLER, listing)


@pytest.mark.parametrize("listing", BUYER)
def test_words_that_leave_it_to_the_buyer_are_found_and_quoted(listing: str) -> None:
    found = who_pays(DUTY, listing=listing)
    assert (found.payer, found.quote) == (Payer.BUYER, listing)


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
    found = who_pays(DUTY, listing=listing)
    assert (found.payer, found.quote) == (Payer.UNKNOWN, listing)
    assert found.why == "The listing limits or denies what it says. A person has to read it."


def test_a_promise_about_tax_is_none_about_duty() -> None:
    assert who_pays(VAT, listing="VAT included").payer is Payer.SELLER
    assert who_pays(DUTY, listing="VAT included").payer is Payer.BUYER


@pytest.mark.parametrize(
    "listing", ["No customs fees, no hidden cost", "No hidden cost, no customs fees"]
)
def test_a_denial_beyond_a_comma_speaks_of_something_else(listing: str) -> None:
    assert who_pays(DUTY, listing=listing).payer is Payer.SELLER


def test_only_the_sentence_is_quoted_and_a_denial_elsewhere_is_none() -> None:
    listing = "We do not ship on Sundays. No customs fees! Ask us anything."
    assert who_pays(DUTY, listing=listing).quote == "No customs fees!"


def test_of_a_very_long_sentence_only_the_words_are_quoted() -> None:
    listing = f"{'lamp ' * 60}no import fees {'lamp ' * 60}"
    assert who_pays(DUTY, listing=listing).quote == "no import fees"


def test_a_listing_that_promises_both_is_for_a_person_to_read() -> None:
    found = who_pays(DUTY, listing="DDP. Buyer pays customs.")
    assert (found.payer, found.quote) == (Payer.UNKNOWN, "DDP.")


def test_the_order_itself_may_say_who_pays() -> None:
    assert who_pays(DUTY, stated=Payer.SELLER).payer is Payer.SELLER
    assert who_pays(DUTY, stated=Payer.BUYER).payer is Payer.BUYER
    assert who_pays(DUTY, stated=Payer.BUYER, listing="DDP").payer is Payer.SELLER


def test_a_second_charge_is_never_the_buyers() -> None:
    found = who_pays(VAT, stated=Payer.BUYER, compared=Comparison.CHARGED_TWICE)
    assert found.payer is Payer.PLATFORM_OR_SELLER


def test_where_nobody_promised_anything_the_row_says_who_pays() -> None:
    found = who_pays(DUTY)
    assert found.payer is Payer.BUYER
    assert found.why == "Nobody promised anything, and by eu-duty-flat-ioss the buyer pays."


def test_without_a_row_nobody_is_said_to_pay() -> None:
    found = who_pays(expected(Kind.DUTY, replace(LYON, country="BR")))
    assert found.payer is Payer.UNKNOWN


def test_no_more_than_fifty_promises_are_read() -> None:
    assert len(promises("DDP. " * 1000)) == 50
    assert promises("x" * 100_000 + " DDP") == ()


def test_words_inside_other_words_promise_nothing() -> None:
    assert promises("Freddpool, addapter, DAP lamp, vatincluded, Zollinklusive") == ()
