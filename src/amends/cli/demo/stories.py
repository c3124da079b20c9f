"""Every story of the demo, in the order in which they are told.

Ana's orders stand in every status, so that her list of orders shows all of them; the others fill
the inbox of the seller and the queue of the mediator.
"""

from amends.core.order import Status

from . import disputes as d
from . import endings as e
from . import journeys as j
from .people import ANA, CLAIRE, DIEGO, OLGA, OMAR
from .teller import Story

DESK_LAMP = (("Desk lamp, brass", 3490),)
LANTERN = (("Paper lantern, white, 40 cm", 1290), ("Hanging cable, 3 m", 690))
STRIP = (("LED strip, 5 m, warm white", 1890),)
PROJECTOR = (("Star projector", 4590),)
READING = (("Reading lamp with clip", 1550),)
GARDEN = (("Garden lights, set of six", 5990),)
CHANDELIER = (("Chandelier, eight arms", 18900),)
BULBS = (("Filament bulbs, box of ten", 2490), ("Dimmer switch", 1190))

STORIES = (
    Story(ANA, DESK_LAMP, 1.8, 25, Status.PAID, j.just_paid),
    Story(ANA, STRIP, 12.2, 14, Status.SHIPPED, j.moving),
    Story(ANA, LANTERN, 29.6, 2, Status.SHIPPED, j.more_time_asked),
    Story(ANA, BULBS, 27.3, -2, Status.SHIPPED, j.late),
    Story(ANA, PROJECTOR, 38.1, 9, Status.SHIPPED, j.stalled),
    Story(ANA, READING, 21.4, 3, Status.DELIVERED, j.delivered),
    Story(ANA, GARDEN, 39.5, -9, Status.PROTECTION_LAPSED, j.protection_over),
    Story(ANA, CHANDELIER, 24.2, 4, Status.AWAITING_SELLER, d.damaged),
    Story(ANA, LANTERN, 33.7, -3, Status.NEGOTIATING, d.offers_side_by_side),
    Story(ANA, STRIP, 30.1, -3, Status.WAITING, d.waits_for_the_parcel),
    Story(ANA, DESK_LAMP, 31.3, -2, Status.AWAITING_EVIDENCE, d.evidence_asked),
    Story(ANA, PROJECTOR, 34.8, -4, Status.UNDER_REVIEW, d.denied_delivery),
    Story(ANA, GARDEN, 47.5, -1, Status.DECIDED, d.decided_by_rule),
    Story(ANA, READING, 44.4, -9, Status.APPEALED, d.appealed),
    Story(ANA, BULBS, 26.5, 3, Status.SETTLED, e.receipt_confirmed),
    Story(ANA, PROJECTOR, 36.3, -9, Status.SETTLED, e.seller_accepted),
    Story(ANA, DESK_LAMP, 41.2, -12, Status.SETTLED, e.agreed_and_paid),
    Story(ANA, CHANDELIER, 62.6, -20, Status.SETTLED, e.appeal_changed),
    Story(DIEGO, STRIP, 5.1, 20, Status.PAID, j.number_entered),
    Story(DIEGO, GARDEN, 9.4, 16, Status.SETTLED, e.never_shipped),
    Story(DIEGO, LANTERN, 35.2, -4, Status.NEGOTIATING, d.refused),
    Story(OLGA, READING, 48.2, -14, Status.SETTLED, e.receipt_presumed),
    Story(OLGA, BULBS, 28.6, 1, Status.DECIDED, d.going_back),
    Story(OLGA, PROJECTOR, 40.5, -10, Status.DECIDED, d.decided_by_mediator),
    Story(OMAR, DESK_LAMP, 27.9, -2, Status.AWAITING_SELLER, d.not_seen_yet),
    Story(OMAR, CHANDELIER, 66.7, -16, Status.SETTLED, e.seller_silent),
    Story(OMAR, STRIP, 52.3, -22, Status.SETTLED, e.claim_window_ended),
    Story(CLAIRE, GARDEN, 46.4, -13, Status.UNDER_REVIEW, d.review_overdue),
    Story(CLAIRE, LANTERN, 60.8, -25, Status.SETTLED, e.released),
    Story(CLAIRE, READING, 25.5, -2, Status.SHIPPED, e.withdrawn),
)
