"""Words, sums and dates in the language and the zone of whoever reads a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from babel.numbers import get_currency_precision
from markupsafe import Markup

from amends import words
from amends.core.events import DecisionMade
from amends.core.money import Money
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind
from amends.core.refusals import Refused
from amends.core.rulings import Ruling
from amends.evidence import EvidenceRefused
from amends.policy.facts import FACTS
from amends.policy.judge import rule_because, rule_words

from .viewer import Viewer


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was not done, and the way out; `done` says that it was done before."""

    title: str
    text: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """One viewer in one role; the role chooses between "you" and "the buyer"."""

    viewer: Viewer
    role: Role = Role.BUYER

    def say(self, path: str, /, **values: object) -> str:
        """Return the words for a code."""
        return words.say(path, self.viewer.locale, **values)

    def money(self, shown: Money) -> str:
        """Return a sum as people write it."""
        return words.money(shown, self.viewer.locale)

    def when(self, moment: datetime) -> Markup:
        """Return an absolute moment in the reader's zone."""
        shown = self._shown(moment)
        return Markup('<time datetime="{}">{}</time>').format(shown.iso, shown.absolute)

    def on(self, moment: datetime) -> Markup:
        """Return a moment shortly, for lists and lines."""
        shown = self._shown(moment)
        return Markup('<time datetime="{}">{}</time>').format(shown.iso, shown.short)

    def left(self, moment: datetime) -> str:
        """Return how far away a moment is: "in 2 days"."""
        return self._shown(moment).left

    def value(self, value: object) -> str:
        """Return a value of an event or a refusal as it is said inside a sentence."""
        match value:
            case Money():
                return self.money(value)
            case datetime():
                return self._shown(value).absolute
            case tuple() | list():
                return ", ".join(self.value(part) for part in value)
            case StrEnum():
                said = self.coded(value)
                return said[:1].lower() + said[1:]
            case _:
                return str(value)

    def coded(self, code: StrEnum) -> str:
        """Return the name of a code."""
        section = SECTIONS.get(type(code).__name__)
        return self.say(f"{section}.{code}") if section else code.value

    def plain(self, shown: Money) -> str:
        """Return a sum as a person would type it into a field."""
        precision = get_currency_precision(shown.currency)
        return f"{Decimal(shown.minor).scaleb(-precision):.{precision}f}"

    def minor(self, minor: int, currency: str) -> str:
        """Return a sum that a marketplace's terms give in minor units."""
        return self.money(Money(minor, currency))

    def who(self, role: Role) -> str:
        """Return a role as the reader says it: "you", or its name."""
        return "You" if role is self.role else self.coded(role)

    def ruling(self, ruling: Ruling) -> str:
        """Say what a rule says now."""
        refund = self.money(ruling.refund) if ruling.refund is not None else ""
        until = self._shown(ruling.wait_until).absolute if ruling.wait_until else ""
        asked = self.value(ruling.asks)
        path = f"ruling_says.{ruling.outcome}"
        return self.say(path, refund=refund, until=until, asked=asked)

    def decision(self, decided: DecisionMade) -> str:
        """Say what a decision says."""
        until = self._shown(decided.wait_until).absolute if decided.wait_until else ""
        path = f"decision_says.{decided.outcome}"
        return self.say(path, refund=self.money(decided.refund), until=until)

    def refusal(self, refused: Refused) -> Problem:
        """Return why something cannot be done, and the way out."""
        values = {name: self.value(value) for name, value in refused.details.items()}
        path = f"refusal.{refused.refusal}"
        return Problem(
            self.say(f"{path}.title", **values),
            f"{self.say(f'{path}.what', **values)} {self.say(f'{path}.way_out', **values)}",
        )

    def fault(self, refused: EvidenceRefused) -> Problem:
        """Return why a file was not taken, and the way out."""
        path = f"fault.{refused.fault}"
        return Problem(
            self.say(f"{path}.title"),
            f"{self.say(f'{path}.what')} {self.say(f'{path}.way_out')}",
        )

    def fact(self, name: str) -> str:
        """Return the name of a fact that a rule used."""
        return FACTS[name].words if name in FACTS else name

    def because(self, decided: DecisionMade | Ruling) -> str:
        """Return why a rule decided."""
        return rule_because(decided.policy, decided.rule, decided.facts)

    def changes(self, rule: str, policy: str) -> str:
        """Return what would change what a rule says."""
        return rule_words(policy, rule)

    @property
    def photo_kinds(self) -> tuple[EvidenceKind, ...]:
        """What a photo can show, for a list to choose from."""
        return PHOTO_KINDS

    def _shown(self, moment: datetime) -> words.Shown:
        viewer = self.viewer
        return words.when(moment, viewer.zone, viewer.now, viewer.locale)


# What files show; a statement is text, and a video is told by its content.
PHOTO_KINDS = tuple(
    kind for kind in EvidenceKind if kind not in {EvidenceKind.STATEMENT, EvidenceKind.VIDEO}
)
# Where the catalogue keeps the names of each kind of code.
SECTIONS: Mapping[str, str] = {
    "Status": "status",
    "Role": "role",
    "Outcome": "outcome",
    "RulingOutcome": "ruling_outcome",
    "Escalation": "escalation",
    "EvidenceKind": "evidence_kind",
    "RefundMethod": "refund_method",
    "Remedy": "remedy",
    "Burden": "burden",
    "AppealGround": "appeal_ground",
    "ReturnCondition": "return_condition",
    "LateChoice": "late_choice",
    "Funder": "funder",
    "TransferKind": "transfer_kind",
    "TransferState": "transfer_state",
}
