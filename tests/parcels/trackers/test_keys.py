"""What the settings give a tracker: its key, its secret, and the address that it may push to."""

from dataclasses import replace

import pytest
from django.conf import settings

from amends.parcels.trackers import TRACKERS
from amends.parcels.trackers.keys import access_of, asking, switched_on

TOKEN = "a-token-of-thirty&letters#or-so"


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    options = replace(
        settings.AMENDS_OPTIONS,
        public_url="https://disputes.example.org/",
        parcelsapp_key="key-1",
        parcelsapp_push_token=TOKEN,
        aftership_push_secret="secret-1",
    )
    monkeypatch.setattr(settings, "AMENDS_OPTIONS", options)


def test_a_key_switches_a_tracker_on_and_no_other() -> None:
    assert [one.name for one in switched_on()] == ["parcelsapp"]
    assert asking(TRACKERS["parcelsapp"]).key == "key-1"


def test_only_the_address_of_unsigned_pushes_carries_its_token() -> None:
    assert access_of(TRACKERS["parcelsapp"]).push_url == (
        "https://disputes.example.org/api/v1/hooks/trackers/parcelsapp"
        "?token=a-token-of-thirty%26letters%23or-so"
    )
    assert access_of(TRACKERS["aftership"]).push_url == ""
    assert access_of(TRACKERS["aftership"]).secret == "secret-1"


def test_no_key_or_secret_is_shown_where_the_options_are_printed() -> None:
    assert TOKEN not in repr(settings.AMENDS_OPTIONS)
    assert "key-1" not in repr(settings.AMENDS_OPTIONS)


@pytest.mark.parametrize("name", TRACKERS)
def test_every_tracker_says_what_switches_it_on(name: str) -> None:
    tracker = TRACKERS[name]
    known = set(settings.AMENDS_OPTIONS.__dataclass_fields__)
    for setting in (tracker.setting, tracker.secret_setting):
        assert not setting or setting in known
    if tracker.fetch is not None:
        assert tracker.setting
        assert tracker.how.endswith(".")
        assert tracker.base.startswith("https://")
