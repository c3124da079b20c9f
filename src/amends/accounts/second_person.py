"""Whether there is a second person where a marketplace's terms ask for one."""

from django.db.models import Q

from .models import Marketplace, Person
from .terms import TermsRefused, terms_of

NEEDED = 2
MISSING = (
    "Warning: at {shop}, what is above approval_above waits for a second person, and {staff} a"
    " mediator or an operator here, so that nothing above it can be decided; name another with"
    " amends person LOGIN --mediator."
)


def missing() -> list[str]:
    """Return a sentence for each marketplace whose larger decisions nobody could approve.

    Any mediator or operator is a second person to any other.
    """
    staff = Person.objects.filter(Q(is_mediator=True) | Q(is_operator=True)).count()
    if staff >= NEEDED:
        return []
    words = "only one person is" if staff else "nobody is"
    shops = Marketplace.objects.order_by("slug")
    return [MISSING.format(shop=shop.slug, staff=words) for shop in shops if _asks(shop)]


def _asks(shop: Marketplace) -> bool:
    try:
        return terms_of(shop.overrides).approval_above > 0
    except TermsRefused:
        # Its orders are refused by a sentence of their own.
        return False
