"""What is no photo and no video, or more than one machine should bear, is refused by name."""

import errno
import time
from collections.abc import Iterator

import pytest
from PIL import Image

from amends.evidence import ACCEPTED, EvidenceRefused, Fault, Limits, Store, intake

from tests.evidence import pictures
from tests.evidence.conftest import DEFAULT, Refuse, Send

PAGE = b"<!doctype html><script>alert(document.cookie)</script>"
DISGUISED = {
    "gif": pictures.encoded(pictures.scene(), "GIF"),
    "tiff": pictures.encoded(pictures.scene(), "TIFF"),
    "bmp": pictures.encoded(pictures.scene(), "BMP"),
    "html": PAGE,
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "php": b"<?php system($_GET['c']); ?>",
    "pdf": b"%PDF-1.7\n1 0 obj << /S /JavaScript /JS (app.alert(1)) >>",
    "zip": b"PK\x03\x04" + bytes(100),
    "playlist": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
    # In two parts, or this file itself would be taken for the test virus.
    "eicar": b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
    "matroska": b"\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska",
    "sound": b"\0\0\0\x18ftypM4A \0\0\0\0M4A M4B ",
    "brands cut short": b"\0\0\xff\xffftypisom",
    "one byte": b"\xff",
}


@pytest.mark.parametrize("name", DISGUISED)
def test_other_types_are_refused_whatever_their_name(name: str, refuse: Refuse) -> None:
    assert refuse(DISGUISED[name]) is Fault.TYPE_NOT_ACCEPTED


def test_the_accepted_types_are_named_in_the_refusal(send: Send) -> None:
    with pytest.raises(EvidenceRefused) as refused:
        send(PAGE)
    assert refused.value.details == {"accepted": ACCEPTED}


def test_an_empty_file_is_refused(refuse: Refuse) -> None:
    assert refuse(b"") is Fault.EMPTY


@pytest.mark.parametrize(
    "content",
    [
        pictures.jpeg()[:-40],
        pictures.png()[:-60],
        pictures.heic()[:-60],
        pictures.webp()[:-60],
        pictures.avif()[:-60],
        b"\xff\xd8\xff" + PAGE,
        b"\x89PNG\r\n\x1a\n" + PAGE,
        b"RIFF\xff\0\0\0WEBP" + PAGE,
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + PAGE,
        b"\0\0\0\x18ftypavif\0\0\0\0mif1avif" + PAGE,
    ],
)
def test_a_photo_that_is_damaged_or_none_is_refused(content: bytes, refuse: Refuse) -> None:
    assert refuse(content) is Fault.PHOTO_UNREADABLE


def test_what_hangs_on_a_photo_is_not_shown(store: Store, send: Send) -> None:
    sealed = send(pictures.jpeg() + PAGE)
    with store.open_derivative(sealed.derivative) as shown:
        assert b"script" not in shown.read()


@pytest.mark.parametrize("form", ["PNG", "WEBP", "AVIF"])
def test_an_animation_is_no_photo(form: str, refuse: Refuse) -> None:
    assert refuse(pictures.animated(form)) is Fault.PHOTO_ANIMATED


def test_a_photo_of_several_pictures_as_phones_write_it_shows_the_first(send: Send) -> None:
    sealed = send(pictures.animated("MPO"))
    assert (sealed.width, sealed.height) == (64, 48)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "HEIF", "AVIF"])
def test_a_photo_of_too_many_pixels_is_refused(form: str, send: Send) -> None:
    with pytest.raises(EvidenceRefused) as refused:
        send(
            pictures.encoded(pictures.scene(101, 100), form),
            limits=Limits(photo_pixels=10_000, spare_bytes=0),
        )
    assert refused.value.fault is Fault.PHOTO_TOO_MANY_PIXELS
    assert refused.value.details == {"most_pixels": 10_000}


def test_a_bomb_costs_nothing(refuse: Refuse) -> None:
    small = bytearray(pictures.encoded(Image.new("1", (8, 8)), "PNG"))
    small[16:24] = (60_000).to_bytes(4, "big") * 2
    assert refuse(bytes(small)) in {Fault.PHOTO_TOO_MANY_PIXELS, Fault.PHOTO_UNREADABLE}


@pytest.mark.parametrize(
    "limits",
    [
        # The decoded photo alone needs more memory than this.
        Limits(child_memory_bytes=200_000_000, spare_bytes=0),
        # Drawing it twice in nearly full size takes seconds of work.
        Limits(
            child_cpu_seconds=1,
            child_memory_bytes=8_000_000_000,
            shown_side=6990,
            thumbnail_side=6980,
            spare_bytes=0,
        ),
        # Not even Python starts within this.
        Limits(child_wall_seconds=0.001, spare_bytes=0),
    ],
    ids=["memory", "work", "time"],
)
def test_a_photo_that_takes_too_much_is_stopped(limits: Limits, refuse: Refuse) -> None:
    large = pictures.encoded(Image.new("1", (7000, 7000)), "PNG")
    began = time.monotonic()
    assert refuse(large, limits=limits) is Fault.PHOTO_TOO_HEAVY
    assert time.monotonic() - began < 20


def test_a_file_above_its_limit_is_read_no_further(store: Store) -> None:
    limits = Limits(photo_bytes=100_000, spare_bytes=0)
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        yield pictures.jpeg()
        while True:
            read += 1000
            yield bytes(1000)

    with pytest.raises(EvidenceRefused) as refused:
        intake(endless(), name="a", store=store, limits=limits)
    assert refused.value.fault is Fault.TOO_LARGE
    assert refused.value.details == {"kind": "photo", "most_bytes": 100_000}
    assert read <= 100_000


def test_a_type_is_refused_before_the_rest_is_read(store: Store) -> None:
    def page() -> Iterator[bytes]:
        yield PAGE + bytes(5000)
        pytest.fail("read on")

    with pytest.raises(EvidenceRefused):
        intake(page(), name="a", store=store)


def test_the_last_of_the_disk_is_not_for_files(refuse: Refuse, store: Store) -> None:
    assert refuse(pictures.jpeg(), limits=Limits(spare_bytes=10**18)) is Fault.STORE_FULL


@pytest.mark.parametrize(
    ("number", "raised"), [(errno.ENOSPC, EvidenceRefused), (errno.EIO, OSError)]
)
def test_a_disk_that_fills_up_on_the_way_is_a_refusal_and_a_broken_one_is_not(
    number: int, raised: type[Exception], store: Store
) -> None:
    def chunks() -> Iterator[bytes]:
        yield pictures.jpeg()
        raise OSError(number, "written by the test")

    with pytest.raises(raised):
        intake(chunks(), name="a", store=store, limits=DEFAULT)
    assert list((store.folder / "incoming").iterdir()) == []
