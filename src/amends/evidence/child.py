"""The separate process that opens one photo and redraws it; whatever goes wrong ends only here.

Decoders have holes, so this runs as a program of its own, started by `photos.py` for one photo.
It imports nothing of Amends, so that it starts fast. Once its decoder is loaded it limits its
own time, memory and output, leaves the network, and gives up every system call but those for
reading, writing, memory and threads; only then does it look at the photo. It reads standard
input, draws into the two files handed to it, says one line of JSON and ends. Anything else that
it does, the parent takes as "this photo cannot be read". Outside Linux only the limits hold.
"""

import ctypes
import importlib
import json
import os
import resource
import struct
import sys
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from PIL import Image, ImageCms


@dataclass(frozen=True, slots=True)
class Asked:
    """The command line: a format, five limits, and two open files to draw into."""

    format: str
    most_pixels: int
    shown_side: int
    thumbnail_side: int
    cpu_seconds: int
    memory_bytes: int
    shown_file: int
    thumbnail_file: int


class No(Exception):
    """An expected refusal, by the name that `faults.py` has for it."""


def main() -> None:
    """Fence this process in, redraw the photo, and answer."""
    asked = Asked(sys.argv[1], *(int(number) for number in sys.argv[2:]))
    try:
        load_decoder(asked.format)
        limit(asked)
        fence()
        answer = redraw(asked)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        answer = {"fault": "photo_too_many_pixels"}
    except MemoryError:
        answer = {"fault": "photo_too_heavy"}
    except No as no:
        answer = {"fault": str(no)}
    os.write(1, json.dumps(answer).encode() + b"\n")
    # All is written and synced by the parent; taking the interpreter apart would only cost time.
    os._exit(0)


def load_decoder(name: str) -> None:
    """Import what one format needs, before files can no longer be opened."""
    if name == "HEIF":
        # Previews and depth maps inside the file could show something else than the photo.
        importlib.import_module("pillow_heif").register_heif_opener(
            thumbnails=False, depth_images=False, aux_images=False
        )
    elif name == "AVIF":
        importlib.import_module("PIL.AvifImagePlugin")
    elif name == "WEBP":
        importlib.import_module("PIL.WebPImagePlugin")
    # JPEGs of several pictures, and the reader of a photo's orientation.
    importlib.import_module("PIL.MpoImagePlugin")
    Image.preinit()
    if name not in Image.OPEN:
        # This machine's Pillow was built without it.
        raise No("type_not_accepted")


def limit(asked: Asked) -> None:
    """Set hard limits, so that the system ends this process where it oversteps."""
    cpu = asked.cpu_seconds
    for which, soft, hard in (
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_AS, asked.memory_bytes, asked.memory_bytes),
        (resource.RLIMIT_FSIZE, 64_000_000, 64_000_000),
        (resource.RLIMIT_NOFILE, 64, 64),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(which, (soft, hard))
    Image.MAX_IMAGE_PIXELS = asked.most_pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)


def redraw(asked: Asked) -> dict[str, int | str]:
    """Decode, turn upright, bring to sRGB, shrink, and write two JPEGs that hold pixels only."""
    with Image.open(sys.stdin.buffer, formats=[asked.format]) as image:
        if image.width * image.height > asked.most_pixels:
            raise No("photo_too_many_pixels")
        # A second picture beside the main one is what phones write (MPO, HEIC); a film is not.
        if asked.format in {"PNG", "WEBP", "AVIF"} and getattr(image, "is_animated", False):
            raise No("photo_animated")
        turn = _TURNS.get(_orientation(image))
        width, height = image.size
        shown = _flat(_shrunk(image, asked))
    if turn is not None:
        shown = shown.transpose(turn)
    if turn in _SIDEWAYS:
        width, height = height, width
    with os.fdopen(asked.shown_file, "wb") as file:
        _write(shown, file, quality=85)
    with os.fdopen(asked.thumbnail_file, "wb") as file:
        _write(_fitted(shown, asked.thumbnail_side), file, quality=80)
    return {"width": width, "height": height}


def _orientation(image: Image.Image) -> int:
    """Read which way is up; a camera's broken notes are no reason to refuse its photo."""
    try:
        turned = image.getexif().get(0x0112, 1)
    except (AttributeError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error):
        return 1
    return turned if isinstance(turned, int) else 1


def _shrunk(image: Image.Image, asked: Asked) -> Image.Image:
    """Decode, in the form that costs least for the size at which it is shown.

    A JPEG decodes straight to a half, a quarter or an eighth. Nothing is asked of the other
    decoders: they would answer with the preview in the file, which its maker chose.
    """
    longest = max(image.size)
    parts = _parts(longest, asked.shown_side)
    if asked.format == "JPEG" and parts > 1:
        # Never below what is shown: a third or so must be drawn from the next larger power of two.
        power = max(power for power in (1, 2, 4, 8) if power <= parts)
        image.draft(None, (image.width // power, image.height // power))
    image.load()
    if image.mode in {"P", "PA", "1"} or "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode.startswith(("I", "F")):
        # Sixteen bits of grey: only the upper eight can be shown.
        image = image.convert("I").point(lambda grey: grey * (1 / 257)).convert("L")
    left = _parts(max(image.size), asked.shown_side)
    if left > 1:
        image = image.reduce(left)
    return _fitted(image, asked.shown_side)


def _parts(longest: int, side: int) -> int:
    """How many pixels become one, where whole numbers come near enough to the wished side."""
    parts = -(-longest // side)
    return parts if longest // parts >= side * 3 // 4 else max(parts - 1, 1)


def _fitted(image: Image.Image, side: int) -> Image.Image:
    longest = max(image.size)
    if longest <= side:
        return image
    size = tuple(max(round(length * side / longest), 1) for length in image.size)
    return image.resize((size[0], size[1]), Image.Resampling.BICUBIC, reducing_gap=2.0)


def _flat(image: Image.Image) -> Image.Image:
    """Return plain RGB: see-through parts on white, colours as an ordinary screen shows them."""
    profile = image.info.get("icc_profile")
    if image.mode in {"RGBA", "LA", "RGBa", "La"}:
        clear = image.convert("RGBA")
        image = Image.new("RGB", image.size, "white")
        image.paste(clear, mask=clear.getchannel("A"))
    if isinstance(profile, bytes) and b"s\0R\0G\0B" not in profile and b"sRGB" not in profile:
        try:
            return _in_srgb(image, profile)
        except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
            # A profile for other colours than the photo has, or none at all: shown as it is.
            return image.convert("RGB")
    return image.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    given = ImageCms.ImageCmsProfile(BytesIO(profile))
    drawn = ImageCms.profileToProfile(
        image, given, ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    assert drawn is not None, "a new picture was asked for"
    return drawn


def _write(image: Image.Image, file: IO[bytes], quality: int) -> None:
    # Pillow would copy a comment from here into the new file.
    image.info.clear()
    image.save(file, "JPEG", quality=quality)


def fence() -> None:
    """Leave the network and give up system calls, as far as this system lets an ordinary user."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    # An own network namespace is empty. Some hosts forbid it; the filter below is then enough.
    libc.unshare(ctypes.c_int(_CLONE_NEWUSER | _CLONE_NEWNET))
    calls = _CALLS.get(os.uname().machine)
    if calls is None:
        return
    program = _filter(*calls)
    rules = ctypes.create_string_buffer(program, len(program))
    wanted = _Program(len(program) // 8, ctypes.addressof(rules))
    zero = ctypes.c_ulong(0)
    libc.prctl(_NO_NEW_PRIVILEGES, ctypes.c_ulong(1), zero, zero, zero)
    libc.prctl(_SET_SECCOMP, ctypes.c_ulong(2), ctypes.byref(wanted), zero, zero)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("rules", ctypes.c_void_p))


def _filter(architecture: int, clone: int, calls: str) -> bytes:
    """Write the kernel's filter program: the allowed calls pass, the rest do not exist.

    A new thread passes, a new process does not. "Does not exist" rather than death: libraries
    then take another way, or give up by themselves.
    """
    load, equal, any_bit, answer = 0x20, 0x15, 0x45, 0x06
    allowed = [int(call) for call in calls.split()]
    refuse_at = 3 + len(allowed) + 3
    # A jump counts from the rule after its own; the three answers stand last.
    rules = [
        (load, 0, 0, 4),
        (equal, 0, refuse_at, architecture),
        (load, 0, 0, 0),
        *((equal, refuse_at - at, 0, call) for at, call in enumerate(allowed, start=3)),
        (equal, 0, 2, clone),
        (load, 0, 0, 16),
        (any_bit, 1, 0, _CLONE_THREAD),
        (answer, 0, 0, 0x00050000 | 38),
        (answer, 0, 0, 0x7FFF0000),
        (answer, 0, 0, 0x80000000),
    ]
    return b"".join(struct.pack("=HBBI", *rule) for rule in rules)


_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_THREAD = 0x10000000, 0x40000000, 0x00010000
_NO_NEW_PRIVILEGES, _SET_SECCOMP = 38, 22
# By machine: the kernel's name for it, its number for `clone`, and the numbers of the calls that
# read, write and seek in open files, manage memory, run threads, tell the time, and end.
_CALLS = {
    "x86_64": (
        0xC000003E,
        56,
        (
            "0 1 3 5 7 8 9 10 11 12 13 14 15 17 19 20 24 25 28 39 60 72 77 96 98 131 186 202 204 "
            "228 229 230 231 262 271 273 318 324 334"
        ),
    ),
    "aarch64": (
        0xC00000B7,
        220,
        (
            "25 46 57 62 63 64 65 66 67 73 79 80 93 94 98 99 113 114 115 123 124 132 134 135 139 "
            "165 169 172 178 214 215 216 222 226 233 278 283 293"
        ),
    ),
}
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = frozenset(_TURNS[turned] for turned in (5, 6, 7, 8))

if __name__ == "__main__":
    main()
