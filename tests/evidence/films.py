"""Small videos built by hand, box by box, with places wherever a phone or a camera writes them."""

import struct

PLACE = b"+48.85837+002.29448/"
PICTURE = b"picture bytes of the film " * 8
SOUND = b"sound bytes " * 8
_FIRST_CHUNK = 24 + 8


def box(name: bytes, *content: bytes) -> bytes:
    """Return one box."""
    body = b"".join(content)
    return struct.pack(">I4s", 8 + len(body), name) + body


def mp4(
    *, brand: bytes = b"isom", codec: bytes = b"avc1", places: bool = True, tail: bytes = b""
) -> bytes:
    """Return a film whose bytes lie as picture, positions, sound, and where it was made."""
    content = [PICTURE, PLACE * 3, SOUND] if places else [PICTURE, b"", SOUND]
    at = [_FIRST_CHUNK, _FIRST_CHUNK + len(PICTURE), _FIRST_CHUNK + len(b"".join(content[:2]))]
    tracks = [track(b"vide", codec, at[0], places=places), track(b"soun", b"mp4a", at[2])]
    if places:
        tracks.insert(1, track(b"meta", b"mebx", at[1]))
    moov = box(b"moov", box(b"mvhd", bytes(100)), *tracks, *(_movie_notes() if places else ()))
    uuid = box(b"uuid", bytes(16), b"<x:xmpmeta>", PLACE) if places else b""
    return b"".join((head(brand), box(b"mdat", *content), moov, uuid, tail))


def fragmented(*, places: bool) -> bytes:
    """Return a film in pieces, as browsers record and streams are cut."""
    tracks = [track(b"vide", b"avc1", None)]
    if places:
        tracks.append(track(b"meta", b"mebx", None))
    moof = box(b"moof", box(b"mfhd", bytes(8)), box(b"traf", box(b"udta", PLACE)))
    return head() + box(b"moov", box(b"mvhd", bytes(100)), *tracks) + moof + box(b"mdat", PICTURE)


def head(brand: bytes = b"isom") -> bytes:
    """Return the opening box, always of the same length."""
    return box(b"ftyp", brand, bytes(4), brand, b"mp42")


def track(holds: bytes, codec: bytes, chunk: int | None, *, places: bool = False) -> bytes:
    """Return a track with one chunk, or none in a film in pieces."""
    offsets = () if chunk is None else (chunk,)
    table = box(
        b"stbl",
        box(b"stsd", struct.pack(">II", 0, 1), box(codec, bytes(16))),
        box(b"stco", struct.pack(f">II{len(offsets)}I", 0, len(offsets), *offsets)),
    )
    handler = box(b"hdlr", bytes(8), holds, bytes(12))
    media = box(b"mdia", box(b"mdhd", bytes(24)), handler, box(b"minf", table))
    notes = box(b"udta", box(b"loci", PLACE)) if places else b""
    return box(b"trak", box(b"tkhd", bytes(84)), media, notes)


def _movie_notes() -> tuple[bytes, ...]:
    apple = box(b"keys", b"com.apple.quicktime.location.ISO6709") + box(b"ilst", PLACE)
    return (box(b"udta", box(b"\xa9xyz", PLACE)), box(b"meta", apple), box(b"free", PLACE))


def element(name: str, *content: bytes, endless: bool = False) -> bytes:
    """Return one WebM element."""
    body = b"".join(content)
    length = b"\xff" if endless else (0x10000000 | len(body)).to_bytes(4, "big")
    return bytes.fromhex(name) + length + body


def webm(*, kind: bytes = b"\x01", codec: bytes = b"V_VP9", live: bool = False) -> bytes:
    """Return a film as a browser records it, with tags, a title, and a file attached."""
    opening = element("1A45DFA3", element("4282", b"webm"))
    information = element("1549A966", element("2AD7B1", b"\x0f\x42\x40"), element("7BA9", PLACE))
    one = element("AE", element("83", kind), element("86", codec), element("536E", PLACE))
    cluster = element("1F43B675", element("E7", b"\0"), element("A3", PICTURE), endless=live)
    notes = element("1254C367", element("7373", PLACE)) + element("1941A469", PLACE)
    small = bytes.fromhex("BF83") + PLACE[:3]
    content = (information, element("1654AE6B", one), cluster, notes, small)
    return opening + element("18538067", *content, endless=live)
