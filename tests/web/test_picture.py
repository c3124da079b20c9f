"""A sealed reply as a picture: every script readable, and what cannot be drawn said on it."""

from io import BytesIO

import pytest
from PIL import Image

from amends.web.shown.picture import Said, picture
from amends.web.shown.picture.drawing import APART, BOXES, CUT
from amends.web.shown.picture.joining import is_drawn_apart, is_rightward, visual
from amends.web.shown.picture.letters import MISSING, letter


def drawn(*texts: str, large: bool = False) -> Image.Image:
    opened = Image.open(BytesIO(picture([Said(text, large=large) for text in texts])))
    opened.load()
    return opened


def inked(image: Image.Image) -> tuple[int, int, int, int]:
    box = image.convert("L").point(lambda value: 255 if value < 200 else 0).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("character", ["A", "ł", "Ж", "Ω", "深", "が", "배", "ش", "ש", "ถ", "न"])
def test_the_font_has_letters_of_every_script(character: str) -> None:
    found = letter(character)
    assert found is not None
    assert found != MISSING
    assert any(found.rows)


def test_a_letter_stands_where_the_font_says_dot_by_dot() -> None:
    found = letter("A")
    assert found is not None
    image = drawn("A").convert("L")
    for row, bits in enumerate(found.rows):
        for column in range(found.width):
            dark = bits >> (found.width - 1 - column) & 1
            at = (2 * (24 + column), 2 * (24 + row))
            assert (image.getpixel(at) != 255) == bool(dark)


def test_a_line_breaks_at_words_and_a_word_without_end_within_itself() -> None:
    one, two = drawn("word"), drawn("word " * 30)
    assert two.height > one.height
    assert inked(drawn("x" * 300))[2] <= 1280 - 48 + 2
    assert drawn("one\ntwo").height == one.height


def test_large_letters_are_twice_as_high() -> None:
    assert inked(drawn("A", large=True))[3] - inked(drawn("A", large=True))[1] == 2 * (
        inked(drawn("A"))[3] - inked(drawn("A"))[1]
    )


def test_arabic_is_joined_and_read_from_the_right() -> None:
    assert is_rightward("تم 12")
    # The forms of Unicode's block FE70 to FEFF: teh initial, meem final; drawn from the right.
    assert visual("تم") == "\ufee2\ufe97"
    assert visual("لا") == "\ufefb"
    assert visual("بلا") == "\ufefc\ufe91"
    assert inked(drawn("تم"))[2] > 1200


def test_numbers_and_words_of_the_other_direction_keep_theirs() -> None:
    assert visual("אב 12 גד") == "דג 12 בא"
    assert visual("DHL אב (גד) x") == "DHL (דג) בא x"
    assert visual("אב (12)") == "(12) בא"


def test_marks_stay_with_their_letters() -> None:
    assert visual("שָלום") == "םולשָ"
    image = drawn("x\u0323")
    assert inked(image)[2] - inked(image)[0] <= 16


def test_what_the_font_has_not_is_a_box_and_the_picture_says_so() -> None:
    assert letter("😀") is None
    plain, boxed = drawn("x"), drawn("😀")
    assert boxed.height > plain.height
    assert picture([Said("😀")]) != picture([Said("x")])
    assert BOXES.startswith("A box stands")


def test_scripts_that_are_drawn_apart_are_said_to_be() -> None:
    assert is_drawn_apart("पार्सल")
    assert not is_drawn_apart("Посылка 深圳 تم")
    assert drawn("पार्सल").height > drawn("Посылка").height
    assert APART.endswith("as they are written.")


def test_a_reply_without_end_is_cut_and_the_picture_says_so() -> None:
    image = drawn(*["line"] * 1000)
    assert image.height < 1000 * 44
    assert image.height == drawn(*["line"] * 2000).height
    assert CUT.startswith("The picture ends here")


def test_the_same_text_gives_the_same_bytes() -> None:
    assert picture([Said("x", soft=True, ruled=True)]) == picture(
        [Said("x", soft=True, ruled=True)]
    )


def test_empty_text_is_a_picture_too() -> None:
    assert drawn("").height > 0
