"""How templates are rendered: what every template may call, and nothing that decides."""

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined


def environment(**options: object) -> Environment:
    """Return the Jinja2 environment; a value that is missing is an error, never an empty string."""
    options |= {"undefined": StrictUndefined, "autoescape": True}
    made = Environment(trim_blocks=True, lstrip_blocks=True, **options)  # type: ignore[arg-type]  # noqa: S701 - set above; Django passes Jinja's own options through
    made.globals.update(static=static, url=reverse)
    return made
