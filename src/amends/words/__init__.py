"""All words for codes, in every language of the site: one catalogue a language."""

from .catalogue import LOCALES, known, say
from .shown import Shown, money, when

__all__ = ["LOCALES", "Shown", "known", "money", "say", "when"]
