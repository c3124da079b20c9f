"""Headers with which files leave, the parts a player asks for, and the names files go by."""

import pytest

from amends.evidence import (
    ACCEPTED,
    ByteRange,
    MediaType,
    RangeNotSatisfiable,
    display_name,
    download_name,
    headers,
    parse_range,
)


@pytest.mark.parametrize("media_type", ACCEPTED)
@pytest.mark.parametrize("original", [True, False])
def test_every_file_leaves_sandboxed_under_its_own_type(
    media_type: MediaType, *, original: bool
) -> None:
    sent = headers(media_type.value, "é../x.php", original=original)
    assert sent["Content-Type"] == media_type.value
    assert sent["Content-Security-Policy"].startswith("sandbox; default-src 'none';")
    assert "allow-" not in sent["Content-Security-Policy"]
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert sent["Cross-Origin-Resource-Policy"] == "same-origin"
    assert sent["Cache-Control"] == "private, no-store"
    disposition = "attachment" if original else "inline"
    assert sent["Content-Disposition"] == f'{disposition}; filename="evidence-x.{_end(media_type)}"'


def test_no_other_type_can_be_served() -> None:
    with pytest.raises(ValueError, match="text/html"):
        headers("text/html", "page.html")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("", None),
        ("bytes=0-", (0, 50)),
        ("bytes=10-19", (10, 20)),
        ("bytes=10-", (10, 60)),
        ("bytes=90-", (90, 100)),
        ("bytes=90-500", (90, 100)),
        ("bytes=-10", (90, 100)),
        ("bytes=-500", (0, 50)),
        ("bytes=0-0", (0, 1)),
        ("bytes=5-4", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-1", None),
        ("bytes=a-b", None),
        ("bytes=" + "9" * 5000 + "-", None),
        ("bytes=\u0661-\u0662", None),
    ],
)
def test_a_part_is_what_was_asked_for_within_the_limit(
    header: str | None, expected: tuple[int, int] | None
) -> None:
    found = parse_range(header, 100, most=50)
    assert found == (expected and ByteRange(*expected, 100))


def test_a_part_says_where_it_lies() -> None:
    assert ByteRange(10, 20, 100).content_range == "bytes 10-19/100"


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_part_beyond_the_end_cannot_be_had(header: str) -> None:
    with pytest.raises(RangeNotSatisfiable):
        parse_range(header, 100)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("IMG_0001.JPG", "IMG_0001.JPG"),
        ("my parcel, opened.jpg", "my parcel, opened.jpg"),
        ("Посылка №5.jpg", "Посылка №5.jpg"),
        ("C:\\Users\\alice\\photo.jpg", "photo.jpg"),
        ("../../etc/passwd", "passwd"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("a\0b\r\nSet-Cookie: c\u200b.jpg", "a b Set-Cookie: c.jpg"),
        ("e\u0301.jpg", "é.jpg"),
        ("", "photo.jpg"),
        ("...", "photo.jpg"),
        ("\u202e", "photo.jpg"),
        ("x" * 5000 + ".jpg", "x" * 116 + ".jpg"),
        ("x" * 5000, "x" * 120),
        (".hidden", "hidden"),
        ("\ud800.jpg", "jpg"),
    ],
)
def test_a_name_is_shown_as_it_is_without_tricks(name: str, shown: str) -> None:
    assert display_name(name, MediaType.JPEG) == shown


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("IMG_0001.HEIC", "evidence-IMG-0001.jpg"),
        ("page.html", "evidence-page.jpg"),
        ("phpinfo.jpg.php", "evidence-phpinfo-jpg.jpg"),
        ("CON", "evidence-CON.jpg"),
        ('a"; b=c.jpg', "evidence-a-b-c.jpg"),
        ("Посылка.jpg", "evidence.jpg"),
        ("y" * 120, "evidence-" + "y" * 60 + ".jpg"),
    ],
)
def test_a_saved_name_is_safe_and_ends_as_its_type_does(name: str, saved: str) -> None:
    assert download_name(name, "image/jpeg") == saved


def _end(media_type: MediaType) -> str:
    return media_type.suffix
