"""The one way in which an installation is refused at start: a sentence that says what to do."""

from django.core.exceptions import ImproperlyConfigured


class SettingsRefused(ImproperlyConfigured):
    """Something in the settings cannot be followed; the text says what it is and what to do."""
