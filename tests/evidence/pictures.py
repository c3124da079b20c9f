"""Photos made for the tests, each with the canary wherever a camera or a program leaves notes."""

import struct
from functools import cache
from io import BytesIO

import pillow_heif
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

CANARY = "canary 48.85837 2.29448"
# Degrees, minutes and seconds as a camera stores them: pairs of whole numbers.
PLACE_BYTES = struct.pack(">6I", 48, 1, 51, 1, 30132, 1000)

_XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    f'xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="{CANARY}"/></rdf:RDF>'
    "</x:xmpmeta>"
).encode()

pillow_heif.register_heif_opener()


def scene(width: int = 64, height: int = 48) -> Image.Image:
    """Draw red above and blue below, so that a turn shows."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width, height // 2))
    return image


def encoded(image: Image.Image, form: str, **settings: object) -> bytes:
    """Return the bytes of a file."""
    file = BytesIO()
    image.save(file, form, **settings)
    return file.getvalue()


def exif(orientation: int = 1) -> bytes:
    """Return camera notes with a place in them, as a phone writes them."""
    notes = Image.Exif()
    notes.endian = ">"
    notes[ExifTags.Base.Orientation] = orientation
    notes[ExifTags.Base.ImageDescription] = CANARY
    notes[ExifTags.Base.Make] = CANARY
    notes.get_ifd(ExifTags.IFD.GPSInfo).update(
        {1: "N", 2: (48.0, 51.0, 30.132), 3: "E", 4: (2.0, 17.0, 40.128)}
    )
    return notes.tobytes()


def jpeg(orientation: int = 1, image: Image.Image | None = None) -> bytes:
    """Return a JPEG with notes of every kind that the format has, and a preview."""
    plain = encoded(
        image or scene(),
        "JPEG",
        quality=90,
        exif=exif(orientation),
        xmp=_XMP,
        comment=CANARY.encode(),
        icc_profile=usual_profile() + CANARY.encode(),
    )
    notes = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(CANARY)) + CANARY.encode()
    return plain[:2] + b"\xff\xed" + struct.pack(">H", len(notes) + 2) + notes + plain[2:]


def png() -> bytes:
    """Return a PNG with text of every kind that the format has."""
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", CANARY)
    text.add_text("Packed", CANARY * 20, zip=True)
    text.add_itxt("XML:com.adobe.xmp", _XMP.decode())
    return encoded(scene(), "PNG", pnginfo=text, exif=exif())


def heic(image: Image.Image | None = None) -> bytes:
    """Return a photo as an iPhone makes it."""
    return encoded(image or scene(), "HEIF", quality=90, exif=exif(), xmp=_XMP)


def webp() -> bytes:
    """Return a WebP with notes."""
    return encoded(scene(), "WEBP", exif=exif(), xmp=_XMP)


def avif() -> bytes:
    """Return an AVIF with notes."""
    return encoded(scene(), "AVIF", exif=exif(), xmp=_XMP)


def animated(form: str) -> bytes:
    """Return a film of two pictures in a format for photos."""
    return encoded(scene(), form, save_all=True, append_images=[scene().rotate(180)], duration=100)


@cache
def usual_profile() -> bytes:
    """Return the description of the colours of an ordinary screen, dated once for all tests."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
