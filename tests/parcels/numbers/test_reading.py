"""Numbers are read to what their form proves, and never to more."""

import pytest

from amends.core.parcel import Validity
from amends.parcels.numbers.cleaning import NUMBER_LONGEST, NumberRefused, plain
from amends.parcels.numbers.formats import Fit, Format, formats
from amends.parcels.numbers.reading import read_number

PUBLISHED = [
    (one, kind, number)
    for one in formats()
    for kind, numbers in one.published.items()
    for number in numbers
]


def test_the_whole_set_is_there() -> None:
    kinds = [kind for _, kind, _ in PUBLISHED]
    assert (len(formats()), kinds.count("valid"), kinds.count("invalid")) == (39, 192, 88)


@pytest.mark.parametrize(
    ("known", "kind", "number"),
    PUBLISHED,
    ids=[f"{n}-{one.id}" for n, (one, _, _) in enumerate(PUBLISHED)],
)
def test_published_numbers_are_read_as_the_set_says(known: Format, kind: str, number: str) -> None:
    reading = read_number(number)
    fits = known.name in {one.format for one in reading.carriers}
    assert fits == (kind == "valid")
    assert (reading.validity is Validity.WELL_FORMED) == bool(reading.carriers)
    if reading.validity is Validity.PROVEN_INVALID:
        assert all(one.fit(reading.number) is not Fit.FITS for one in formats())


@pytest.mark.parametrize("number", ["RB123456786US", "1Z5R89390357567128", "rr123456789cn"])
def test_a_wrong_check_digit_in_a_shape_that_only_one_carrier_has_is_proof(number: str) -> None:
    assert read_number(number).validity is Validity.PROVEN_INVALID


def test_plain_digits_are_no_proof_until_the_carrier_is_named() -> None:
    number = "986578788856"
    assert read_number(number).validity is Validity.UNKNOWN_FORMAT
    assert read_number(number, "FedEx").validity is Validity.PROVEN_INVALID
    assert read_number(number, "ups").validity is Validity.UNKNOWN_FORMAT


def test_a_suffix_that_is_no_postal_country_proves_nothing() -> None:
    reading = read_number("UG123456785YP")
    assert reading.validity is Validity.UNKNOWN_FORMAT
    assert "YP is no country" in reading.why


def test_a_postal_number_names_its_post_and_its_service() -> None:
    (candidate,) = read_number("RB 1234 5678-5 gb").carriers
    assert candidate.country == "Great Britain"
    assert candidate.service == "Letter Post Registered"


def test_every_carrier_that_fits_is_named() -> None:
    carriers = {one.code for one in read_number("00340434161094042557").carriers}
    assert "usps" in carriers


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("RB123456785GB" * 20, "the longest has 64"),
        ("1" * (NUMBER_LONGEST + 1), "has 65 characters"),
        ("RB\x00123456785GB", "Character 3 .* cannot be seen"),
        ("RB123\u200b456785GB", "ZERO WIDTH SPACE"),
        ("R\u0412123456785GB", "CYRILLIC CAPITAL LETTER VE.* looks like the Latin B"),
        ("1Z\u041e", "CYRILLIC CAPITAL LETTER O.* looks like the Latin O"),
        ("1Z\u0416", "CYRILLIC CAPITAL LETTER ZHE"),
        ("RB123456785GB;", "SEMICOLON"),
        (" - ", "no number here"),
    ],
)
def test_what_is_no_number_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(NumberRefused, match=words):
        plain(text)


def test_spaces_dashes_small_and_wide_letters_are_the_same_number() -> None:
    assert plain("\uff32\uff22 1234\u00a05678\u20115gb\n") == "RB123456785GB"
