"""Videos are copied without places, byte for byte otherwise, and refused when cut or disguised."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.evidence import EvidenceRefused, Fault, Kind, MediaType, Sealed, Store
from amends.evidence.videos import shown_copy

from tests.evidence import films
from tests.evidence.conftest import Refuse, Send


@pytest.mark.parametrize(
    ("film", "media_type", "played_as"),
    [
        (films.mp4(), MediaType.MP4, MediaType.MP4),
        (films.mp4(brand=b"3gp4"), MediaType.MP4, MediaType.MP4),
        (films.mp4(brand=b"qt  "), MediaType.MOV, MediaType.MP4),
        (films.fragmented(places=False), MediaType.MP4, MediaType.MP4),
        (films.webm(), MediaType.WEBM, MediaType.WEBM),
        (films.webm(live=True), MediaType.WEBM, MediaType.WEBM),
    ],
)
def test_no_place_reaches_the_other_side(
    film: bytes, media_type: MediaType, played_as: MediaType, store: Store, send: Send
) -> None:
    assert films.PLACE in film
    sealed = send(film, name="film.mov")
    assert (sealed.kind, sealed.media_type) == (Kind.VIDEO, media_type)
    assert (sealed.derivative_type, sealed.thumbnail) == (played_as, None)
    shown = _shown(store, sealed)
    assert len(shown) == len(film)
    assert films.PLACE not in shown
    assert b"48.85837" not in shown
    assert shown.count(films.PICTURE) == 1
    assert shown.count(films.SOUND) == film.count(films.SOUND)
    with store.open_original(sealed.sha256) as original:
        assert original.read() == film


def test_a_film_without_places_is_copied_as_it_is(store: Store, send: Send) -> None:
    film = films.mp4(places=False)
    sealed = send(film)
    assert sealed.derivative == sealed.sha256
    assert _shown(store, sealed) == film


@pytest.mark.parametrize("tail", [b"", films.box(b"free", b""), films.box(b"name", b"x" * 3)])
def test_a_box_that_nobody_needs_becomes_free_space(tail: bytes, store: Store, send: Send) -> None:
    plain = films.mp4(places=False)
    shown = _shown(store, send(plain + tail))
    assert shown[len(plain) :] == (films.box(b"free", bytes(len(tail) - 8)) if tail else b"")


def test_a_long_box_and_one_to_the_end_of_the_file_are_understood(store: Store, send: Send) -> None:
    long = b"\0\0\0\x01uuid" + (16 + len(films.PLACE)).to_bytes(8, "big") + films.PLACE
    endless = b"\0\0\0\0uuid" + films.PLACE
    plain = films.mp4(places=False)
    shown = _shown(store, send(plain + long + endless))
    assert shown[len(plain) :] == (
        long.replace(b"uuid", b"free").replace(films.PLACE, bytes(len(films.PLACE)))
        + endless.replace(b"uuid", b"free").replace(films.PLACE, bytes(len(films.PLACE)))
    )


@pytest.mark.parametrize(
    "film",
    [
        films.mp4()[:-1],
        films.mp4()[:200],
        films.mp4(tail=b"<script>alert(1)</script>"),
        films.head() + films.box(b"mdat", films.PICTURE),
        films.head() + films.box(b"moov", films.box(b"mvhd", bytes(100))) + films.box(b"mdat"),
        films.head() + films.box(b"moov", films.box(b"trak")) + films.box(b"mdat"),
        films.mp4(places=False) + films.box(b"moov"),
        films.mp4(places=False) + b"\0\0\0\x07free",
        films.mp4(places=False).replace(b"stco\0\0\0\0\0\0\0\1", b"stco\0\0\0\0\xff\xff\xff\xff"),
        films.webm()[:-1],
        films.webm() + b"<script>",
        films.webm()[:60],
        films.element("1A45DFA3", films.element("4282", b"webm")),
        films.webm() + b"\xec\xff",
        films.webm() + bytes(40),
        films.webm() + b"\xec",
    ],
)
def test_a_film_that_is_cut_short_or_disguised_is_refused(film: bytes, refuse: Refuse) -> None:
    assert refuse(film) is Fault.VIDEO_UNREADABLE


@pytest.mark.parametrize(
    "film",
    [
        films.mp4(codec=b"jpeg"),
        films.mp4(codec=b"apch"),
        films.fragmented(places=True),
        films.webm(kind=b"\x11"),
        films.webm(codec=b"V_MS/VFW/FOURCC"),
    ],
)
def test_a_film_that_browsers_cannot_play_or_we_cannot_clean_is_refused(
    film: bytes, refuse: Refuse
) -> None:
    assert refuse(film) is Fault.VIDEO_NOT_PLAYABLE


def test_a_film_of_nothing_but_tiny_parts_is_given_up(refuse: Refuse) -> None:
    assert refuse(films.mp4(places=False) + films.box(b"free") * 60_000) is Fault.VIDEO_NOT_PLAYABLE
    assert refuse(films.webm() + b"\xa3\x80" * 600_000) is Fault.VIDEO_UNREADABLE


def test_a_film_of_too_many_tracks_is_given_up(refuse: Refuse) -> None:
    tracks = films.track(b"vide", b"avc1", 40) * 40
    film = films.head() + films.box(b"mdat", films.PICTURE) + films.box(b"moov", tracks)
    assert refuse(film) is Fault.VIDEO_NOT_PLAYABLE


FILMS = [
    (MediaType.MP4, films.mp4()),
    (MediaType.MP4, films.fragmented(places=False)),
    (MediaType.WEBM, films.webm()),
    (MediaType.WEBM, films.webm(live=True)),
]


@given(
    film=st.sampled_from(FILMS),
    changes=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=6),
    stop=st.integers(0, 2000),
)
def test_a_damaged_film_is_copied_whole_or_refused(
    film: tuple[MediaType, bytes], changes: list[tuple[int, int]], stop: int
) -> None:
    media_type, content = film
    damaged = bytearray(content[:stop] if stop > 1000 else content)
    for place, value in changes:
        damaged[place % len(damaged)] = value
    try:
        copy = b"".join(shown_copy(BytesIO(damaged), len(damaged), media_type))
    except EvidenceRefused:
        return
    assert len(copy) == len(damaged)


def _shown(store: Store, sealed: Sealed) -> bytes:
    with store.open_derivative(sealed.derivative) as file:
        return file.read()
