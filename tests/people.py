"""The people of every story: who they are never changes, so that a test reads like a tale.

Alice buys, Bob sells, Charlie is a stranger, Mira and Nora mediate, Oscar operates.
"""

from collections.abc import Mapping

from amends.core.parties import PLATFORM, Party, Role

ALICE = Party(Role.BUYER, "alice")
BOB = Party(Role.SELLER, "bob")
# A stranger says that he is the buyer; the edges must not believe him.
CHARLIE = Party(Role.BUYER, "charlie")
MIRA = Party(Role.MEDIATOR, "mira")
NORA = Party(Role.MEDIATOR, "nora")
OSCAR = Party(Role.OPERATOR, "oscar")
SHOP = Party(Role.MARKETPLACE, "shop")

# Who is meant where a story names a role only.
WHO: Mapping[Role, Party] = {
    Role.BUYER: ALICE,
    Role.SELLER: BOB,
    Role.MEDIATOR: MIRA,
    Role.OPERATOR: OSCAR,
    Role.MARKETPLACE: SHOP,
    Role.PLATFORM: PLATFORM,
}
