"""Photos come out upright, shrunk, in plain colours, and without a word that was in the file."""

from io import BytesIO

import pytest
from PIL import Image

from amends.evidence import Kind, MediaType, Sealed, Store

from tests.evidence import pictures
from tests.evidence.conftest import Send

FORMS = {
    MediaType.JPEG: pictures.jpeg,
    MediaType.PNG: pictures.png,
    MediaType.WEBP: pictures.webp,
    MediaType.HEIC: pictures.heic,
    MediaType.AVIF: pictures.avif,
}


@pytest.mark.parametrize("media_type", FORMS)
def test_no_note_of_a_camera_reaches_the_other_side(
    media_type: MediaType, store: Store, send: Send
) -> None:
    content = FORMS[media_type]()
    assert pictures.CANARY.encode() in content
    sealed = send(content)
    assert (sealed.kind, sealed.media_type, sealed.size) == (Kind.PHOTO, media_type, len(content))
    assert (sealed.width, sealed.height) == (64, 48)
    for drawn in _drawn(store, sealed):
        assert pictures.CANARY.encode() not in drawn
        assert pictures.PLACE_BYTES[:16] not in drawn
        assert b"Exif" not in drawn
        assert b"xmp" not in drawn.lower()
        with Image.open(BytesIO(drawn)) as image:
            assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
            assert image.getexif() == {}


@pytest.mark.parametrize("form", FORMS.values())
def test_the_original_stays_as_it_came(form: object, store: Store, send: Send) -> None:
    assert callable(form)
    content = form()
    with store.open_original(send(content).sha256) as original:
        assert original.read() == content


def test_the_place_in_the_test_photo_is_really_there() -> None:
    assert pictures.PLACE_BYTES[:16] in pictures.jpeg()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_shown_the_way_up_its_camera_was_held(
    orientation: int, store: Store, send: Send
) -> None:
    upright = pictures.scene(64, 48)
    # What a camera must have stored for this note to turn it upright.
    stored = upright if orientation == 1 else upright.transpose(_STORED[orientation])
    sealed = send(pictures.jpeg(orientation, stored))
    assert (sealed.width, sealed.height) == (64, 48)
    shown = _shown(store, sealed)
    assert _is_red(shown, (32, 8))
    assert not _is_red(shown, (32, 40))


def test_a_heic_photo_is_turned_once_and_not_twice(store: Store, send: Send) -> None:
    image = pictures.scene().transpose(_STORED[6])
    sealed = send(pictures.encoded(image, "HEIF", quality=90, exif=pictures.exif(6)))
    assert (sealed.width, sealed.height) == (64, 48)
    assert _is_red(_shown(store, sealed), (32, 8))


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((2048, 100), (2048, 100)),
        ((4032, 3024), (2016, 1512)),
        ((3000, 1500), (2048, 1024)),
        ((2100, 9000), (420, 1800)),
    ],
)
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_large_photo_is_shown_small(
    form: str, size: tuple[int, int], shown: tuple[int, int], store: Store, send: Send
) -> None:
    sealed = send(pictures.encoded(Image.new("L", size, 90), form))
    assert (sealed.width, sealed.height) == size
    width, height = _shown(store, sealed).size
    assert max(width, height) <= 2048
    assert max(width, height) >= 1536
    assert width / height == pytest.approx(size[0] / size[1], rel=0.02)
    if form == "PNG" or size != (2100, 9000):
        assert (width, height) == shown
    assert sealed.thumbnail is not None
    with store.open_derivative(sealed.thumbnail) as file, Image.open(file) as thumbnail:
        assert max(thumbnail.size) == 480


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_pixel_can_be_shown(mode: str, store: Store, send: Send) -> None:
    expected = 255 if mode == "1" else 194
    image = Image.new("L", (20, 20), expected).convert(mode.replace("I;16", "L"))
    if mode == "I;16":
        image = Image.new("I;16", (20, 20), 50_000)
    red, green, blue = _pixel(_shown(store, send(pictures.encoded(image, "PNG"))), (10, 10))
    assert (red, green, blue) == pytest.approx((expected,) * 3, abs=3)


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_what_is_see_through_is_shown_on_white(mode: str, store: Store, send: Send) -> None:
    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    assert min(_pixel(_shown(store, send(pictures.encoded(clear, "PNG"))), (10, 10))) > 250
    keyed = Image.new(mode, (20, 20), 0)
    key = 0 if mode == "L" else (0, 0, 0)
    sealed = send(pictures.encoded(keyed, "PNG", transparency=key))
    assert min(_pixel(_shown(store, sealed), (10, 10))) > 250


def test_printing_colours_are_shown_on_a_screen(store: Store, send: Send) -> None:
    image = Image.new("CMYK", (20, 20), (0, 255, 255, 0))
    assert _is_red(_shown(store, send(pictures.encoded(image, "JPEG"))), (10, 10))


def test_colours_of_another_screen_are_brought_to_the_usual_one(store: Store, send: Send) -> None:
    image = Image.new("RGB", (20, 20), (200, 60, 60))
    sealed = send(pictures.encoded(image, "PNG", icc_profile=_swapped_profile()))
    red, _, blue = _pixel(_shown(store, sealed), (10, 10))
    assert blue > red


def test_the_same_photo_twice_is_one_file(store: Store, send: Send) -> None:
    first, second = send(pictures.jpeg()), send(pictures.jpeg(), name="again.jpg")
    assert first.files == second.files
    assert len([path for path in (store.folder / "originals").rglob("*") if path.is_file()]) == 1


_STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def _drawn(store: Store, sealed: Sealed) -> list[bytes]:
    assert sealed.thumbnail is not None
    found = []
    for sha256 in (sealed.derivative, sealed.thumbnail):
        with store.open_derivative(sha256) as file:
            found.append(file.read())
    return found


def _shown(store: Store, sealed: Sealed) -> Image.Image:
    image = Image.open(BytesIO(_drawn(store, sealed)[0]))
    image.load()
    return image


def _pixel(image: Image.Image, place: tuple[int, int]) -> tuple[int, ...]:
    pixel = image.getpixel(place)
    assert isinstance(pixel, tuple)
    return tuple(int(part) for part in pixel)


def _is_red(image: Image.Image, place: tuple[int, int]) -> bool:
    red, _, blue = _pixel(image, place)
    return red > blue + 100


def _swapped_profile() -> bytes:
    """The usual profile with its red and blue exchanged, under another name."""
    from_table = bytearray(pictures.usual_profile())
    count = int.from_bytes(from_table[128:132], "big")
    for at in range(132, 132 + 12 * count, 12):
        name = bytes(from_table[at : at + 4])
        from_table[at : at + 4] = {b"rXYZ": b"bXYZ", b"bXYZ": b"rXYZ"}.get(name, name)
    return bytes(from_table).replace(b"s\0R\0G\0B", b"n\0o\0n\0e").replace(b"sRGB", b"none")
