"""The page of reasons: what a buyer can claim, who bears what, and what the rules say of it."""

from amends import words
from amends.core.findings import FINDINGS
from amends.core.reasons import REASONS, Burden, Reason
from amends.core.rulings import RulingOutcome
from amends.policy.pack import Rule
from amends.policy.rules import PACKS, load

from .generated_page import codes, page, placed, table

SHIPPED = PACKS / "default.toml"
ABOUT = """\
A dispute has one reason. The buyer chooses it; where the platform opens a dispute, its finding
suggests one. It says whether the goods were received, what evidence helps, and who loses if nothing
more is shown.
"""
ABOUT_SILENCE = """\
The rules of the marketplace's pack are asked first; those that come with Amends are below. Where no
automatic rule decides:

| reason | the seller does not answer (with proven notice) | a wait is over |
| --- | --- | --- |
| `contested` | a person decides | a person decides |
| `buyer` | what was asked is given | a person decides |
| any other | what was asked is given | what was asked is given |

With the remedy `return_and_refund`, "given" means when it comes back. After a wait a person also
decides where a carrier delivered what is claimed, and not the other lines.
"""
ABOUT_RULES = """\
The first rule that holds for a reason wins. One that is automatic decides without a person; any
other recommends. Where a fact that it names is not known, a person decides, unless it can ask.
"""
HEADER = ("reason", "as buyers read it", "suggested by", "burden", "helps the buyer", "the seller")


def reasons_page() -> str:
    """Every reason, and the rules of the default pack."""
    burdens = ((f"`{b}`", words.say(f"burden.{b}")) for b in Burden)
    return page(
        "Why a buyer disputes",
        ABOUT,
        table(("burden", "means"), burdens),
        "## Not received",
        table(HEADER, (_reason(r) for r in Reason if not REASONS[r].received)),
        "## Received, not as described",
        table(HEADER, (_reason(r) for r in Reason if REASONS[r].received)),
        "## When nobody answers",
        ABOUT_SILENCE,
        "## The rules that come with Amends",
        ABOUT_RULES,
        table(("rule", "outcome", "because", "reasons"), map(_rule, load(SHIPPED).rules)),
    )


def _reason(reason: Reason) -> tuple[str, ...]:
    about = REASONS[reason]
    suggested = [code for code, worth in FINDINGS.items() if worth.suggests is reason]
    name, line = (words.say(f"reason.{reason}.{part}") for part in ("name", "line"))
    return (
        f"`{reason}`",
        f"{name}. {line}",
        codes(suggested),
        f"`{about.burden}`",
        codes(about.helps_buyer),
        codes(about.helps_seller),
    )


def _rule(rule: Rule) -> tuple[str, ...]:
    outcome = words.say(f"ruling_outcome.{rule.outcome}")
    decides = rule.automatic and rule.outcome is not RulingOutcome.REVIEW
    automatic = ", automatic" if decides else ""
    asked = " and ".join(rule.if_unknown)
    asks = f"; where it cannot tell, it asks the {asked} for {codes(rule.items)}" if asked else ""
    about = codes(reason for reason in Reason if reason in rule.reasons)
    every = "any" if set(rule.reasons) == set(Reason) else about
    return f"`{rule.id}`", f"{outcome}{automatic}{asks}", placed(rule.because), every
