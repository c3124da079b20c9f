"""Unfinished forms, kept for the person until they are sent."""

import json
from collections.abc import Mapping

from amends.web.models import Draft

from .viewer import Seen

# What a form may hold: more is cut, never refused, since nothing typed may be lost to a limit.
FIELD_MOST = 6_000


def load(seen: Seen) -> dict[str, str]:
    """Return what the viewer typed about this order and has not sent."""
    row = Draft.objects.filter(person=seen.viewer.id, order=seen.spelled).first()
    kept: dict[str, str] = json.loads(row.body) if row else {}
    return kept


def keep(seen: Seen, typed: Mapping[str, str]) -> dict[str, str]:
    """Add to what is kept, and return all of it."""
    merged = {**load(seen), **{name: value[:FIELD_MOST] for name, value in typed.items()}}
    Draft.objects.update_or_create(
        person=seen.viewer.id,
        order=seen.spelled,
        defaults={"body": json.dumps(merged), "updated_at": seen.viewer.now},
    )
    return merged


def forget(seen: Seen) -> None:
    """Drop what was kept: it was sent."""
    Draft.objects.filter(person=seen.viewer.id, order=seen.spelled).delete()
