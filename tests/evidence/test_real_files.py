"""Every real and hostile file that lies beside the repository goes through the same door."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from amends.evidence import EvidenceRefused, Fault, Limits, Sealed, Store, intake

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data"
FOLDERS = [SAMPLES / "photos", SAMPLES / "hostile"]


@pytest.mark.skipif(
    not all(folder.is_dir() for folder in FOLDERS),
    reason="the sample files are not part of the repository",
)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_file_is_sealed_clean_or_refused_by_name(folder: Path, store: Store) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    answers = {path.name: _answer(path, store) for path in files}
    sealed = [answer for answer in answers.values() if isinstance(answer, Sealed)]
    assert len(sealed) > 20
    for answer in sealed:
        _require_clean(answer, store)
    # None of these is the fault of the machine or of a limit that is too tight.
    refused = {answer for answer in answers.values() if isinstance(answer, Fault)}
    assert not refused & {Fault.PHOTO_NOT_CHECKED, Fault.PHOTO_TOO_HEAVY, Fault.STORE_FULL}


def _answer(path: Path, store: Store) -> Sealed | Fault:
    try:
        return intake(
            [path.read_bytes()], name=path.name, store=store, limits=Limits(spare_bytes=0)
        )
    except EvidenceRefused as refused:
        return refused.fault


def _require_clean(sealed: Sealed, store: Store) -> None:
    assert sealed.thumbnail is not None
    for sha256 in (sealed.derivative, sealed.thumbnail):
        with store.open_derivative(sha256) as file:
            drawn = file.read()
        with Image.open(BytesIO(drawn)) as image:
            assert image.getexif() == {}
            assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        # Between its header and its tables a plain JPEG has no room for a word.
        assert b"Exif" not in drawn
        assert b"http://ns.adobe.com" not in drawn
        assert b"8BIM" not in drawn
