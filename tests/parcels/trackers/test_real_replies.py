"""USPS' real replies, where they lie beside the repository: each is read, or reported."""

from collections import Counter
from pathlib import Path

import pytest

from amends.core.parcel import ParcelStatus
from amends.parcels.trackers import TRACKERS
from amends.parcels.trackers.reading import Outcome
from amends.parcels.trackers.wordings import sense_of_words

INNER = Path("shared", "data", "usps_tracking")
BESIDE = [folder / INNER for folder in Path(__file__).resolve().parents[4:]]
SAMPLES = next((folder for folder in BESIDE if folder.is_dir()), BESIDE[0])


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not part of the repository")
def test_every_real_reply_is_read_or_reported() -> None:
    statuses: Counter[ParcelStatus] = Counter()
    outcomes: Counter[Outcome] = Counter()
    for path in sorted(SAMPLES.glob("*.xml")):
        read = TRACKERS["usps"].read(path.read_bytes())
        assert read.checkpoints or read.outcomes or read.problems, path.name
        statuses.update(one.status for one in read.checkpoints)
        outcomes.update(read.outcomes.values())
        for one in read.checkpoints:
            said = sense_of_words(one.text)
            assert said is not None
            assert said.status is one.status
    assert statuses[ParcelStatus.UNKNOWN] == 0
    assert statuses[ParcelStatus.DELIVERED] >= 2
    assert outcomes == {Outcome.FOUND: 4, Outcome.NOT_FOUND: 2, Outcome.OUTAGE: 2}
