"""Drawings that stand for photos: made when they are needed, so that no picture is kept here."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from io import BytesIO
from typing import TypeAlias

from PIL import Image, ImageDraw

SIZE = (1200, 900)
Pen: TypeAlias = ImageDraw.ImageDraw
Box: TypeAlias = tuple[int, int, int, int]


class Drawing(StrEnum):
    """What a drawing shows."""

    LETTER_BOX = "empty-letter-box"
    DOOR = "door"
    PARCEL = "parcel"
    CRUSHED = "crushed-parcel"
    LAMP = "broken-lamp"
    RECEIPT = "posting-receipt"


def jpeg(drawing: Drawing) -> bytes:
    """Return a drawing as the bytes of a JPEG file."""
    wall, draw = DRAWINGS[drawing]
    picture = Image.new("RGB", SIZE, wall)
    draw(ImageDraw.Draw(picture))
    written = BytesIO()
    picture.save(written, "JPEG", quality=85)
    return written.getvalue()


def _letter_box(pen: Pen) -> None:
    pen.rectangle((0, 700, 1200, 900), fill="#6d7d5b")
    pen.rectangle((300, 180, 900, 640), fill="#9b2f2f", outline="#5e1b1b", width=8)
    # The flap is open, and nothing is behind it.
    pen.rectangle((380, 270, 820, 520), fill="#1d1a19", outline="#5e1b1b", width=6)
    pen.polygon(((380, 520), (820, 520), (860, 600), (340, 600)), fill="#b84a44")
    pen.rectangle((560, 640, 640, 820), fill="#4b4440")
    pen.ellipse((575, 210, 625, 245), fill="#d9c9a4")


def _door(pen: Pen) -> None:
    pen.rectangle((0, 780, 1200, 900), fill="#8c8378")
    pen.rectangle((380, 90, 820, 790), fill="#31546b", outline="#1d3442", width=10)
    for top in (150, 460):
        pen.rectangle((440, top, 760, top + 250), outline="#1d3442", width=6)
    pen.ellipse((760, 430, 800, 470), fill="#d8b25a")
    pen.rectangle((420, 800, 780, 850), fill="#5b4a36")
    pen.rectangle((880, 300, 960, 380), fill="#f1ede4", outline="#555555", width=4)


def _parcel(pen: Pen) -> None:
    pen.polygon(((250, 330), (600, 220), (950, 330), (600, 450)), fill="#d3a870")
    pen.polygon(((250, 330), (600, 450), (600, 780), (250, 650)), fill="#b98a52")
    pen.polygon(((950, 330), (600, 450), (600, 780), (950, 650)), fill="#a57844")
    pen.polygon(((420, 276), (480, 258), (830, 368), (770, 390)), fill="#efe3c2")
    _label(pen, (650, 520, 860, 640))


def _crushed(pen: Pen) -> None:
    pen.polygon(((230, 420), (520, 260), (930, 380), (640, 470)), fill="#cba069")
    pen.polygon(((230, 420), (640, 470), (560, 760), (280, 700)), fill="#a97b46")
    pen.polygon(((930, 380), (640, 470), (560, 760), (900, 620)), fill="#936837")
    # Where it was pressed in.
    pen.polygon(((360, 500), (520, 540), (450, 660), (340, 610)), fill="#6c4b26")
    pen.line(((300, 450), (430, 560), (390, 690)), fill="#4d3418", width=8)
    pen.line(((520, 300), (600, 380), (700, 360), (760, 430)), fill="#4d3418", width=8)
    _label(pen, (680, 500, 850, 600))


def _lamp(pen: Pen) -> None:
    pen.rectangle((0, 740, 1200, 900), fill="#7a5c43")
    pen.polygon(((430, 200), (770, 200), (880, 460), (320, 460)), fill="#e9c46a")
    pen.rectangle((585, 460, 615, 700), fill="#3c3c3c")
    pen.ellipse((450, 690, 750, 760), fill="#2b2b2b")
    pen.line(((520, 200), (560, 290), (530, 350), (600, 460)), fill="#5a3d0a", width=9)
    pen.polygon(((800, 700), (880, 650), (900, 720)), fill="#e9c46a", outline="#8a6914")
    pen.polygon(((250, 720), (330, 690), (320, 740)), fill="#e9c46a", outline="#8a6914")


def _receipt(pen: Pen) -> None:
    pen.rectangle((330, 60, 870, 860), fill="#fbfaf5", outline="#c9c4b6", width=4)
    pen.rectangle((390, 120, 810, 190), fill="#2f4858")
    for row in range(8):
        pen.rectangle((390, 250 + row * 46, 690 + 12 * (row % 5), 266 + row * 46), fill="#6f6f6f")
    _label(pen, (390, 650, 810, 800))


def _label(pen: Pen, box: Box) -> None:
    """A sticker with the bars of a tracking number; nobody's address is on it."""
    left, top, right, bottom = box
    pen.rectangle(box, fill="#ffffff", outline="#777777", width=3)
    for number, x in enumerate(range(left + 16, right - 16, 9)):
        pen.rectangle((x, top + 20, x + 2 + number % 4, bottom - 24), fill="#111111")


DRAWINGS: Mapping[Drawing, tuple[str, Callable[[Pen], None]]] = {
    Drawing.LETTER_BOX: ("#c8d3da", _letter_box),
    Drawing.DOOR: ("#c9b79c", _door),
    Drawing.PARCEL: ("#dcdcd6", _parcel),
    Drawing.CRUSHED: ("#cfd2cc", _crushed),
    Drawing.LAMP: ("#d7cfc4", _lamp),
    Drawing.RECEIPT: ("#8f6f4e", _receipt),
}
