"""Every story of the demo, in the order in which they are told.

Ana's orders stand in every status, so that her list of orders shows all of them; the others fill
the inbox of the seller and the queue of the mediator.
"""

from amends.core.order import Status

from . import disputes as d
from . import endings as e
from . import journeys as j
from . import payments as m
from . import returns as r
from .people import ANA, CLAIRE, DIEGO, OLGA, OMAR
from .teller import Story

DESK_LAMP = (("Desk lamp, brass", 3490),)
LANTERN = (("Paper lantern, white, 40 cm", 1290), ("Hanging cable, 3 m", 690))
STRIP = (("LED strip, 5 m, warm white", 1890),)
PROJECTOR = (("Star projector", 4590),)
READING = (("Reading lamp with clip", 1550),)
GARDEN = (("Garden lights, set of six", 5990),)
CHANDELIER = (("Chandelier, eight arms", 18900),)
CRYSTAL = (("Crystal chandelier, twelve arms", 26900),)
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
    Story(ANA, STRIP, 27.4, -4, Status.WITHDRAWN_UNTIL, d.withdrawn_until),
    Story(ANA, READING, 22.7, 2, Status.NEGOTIATING, d.nothing_accepted),
    Story(ANA, PROJECTOR, 35.4, -3, Status.UNDER_REVIEW, d.proposed_to_both),
    Story(ANA, CRYSTAL, 36.6, -4, Status.UNDER_REVIEW, d.waits_for_approval),
    Story(OLGA, GARDEN, 37.3, -4, Status.UNDER_REVIEW, d.late_evidence),
    Story(ANA, DESK_LAMP, 23.1, 4, Status.AWAITING_RETURN, r.no_address_yet),
    Story(ANA, CHANDELIER, 25.6, 1, Status.AWAITING_RETURN, r.to_be_posted),
    Story(CLAIRE, DESK_LAMP, 27.2, 0, Status.AWAITING_RETURN, r.posted_unscanned),
    Story(ANA, LANTERN, 30.8, -3, Status.RETURN_SHIPPED, r.on_its_way_back),
    Story(ANA, DESK_LAMP, 33.9, -6, Status.RETURN_DELIVERED, r.seller_looks),
    Story(CLAIRE, CHANDELIER, 36.1, -8, Status.UNDER_REVIEW, r.not_as_sent),
    Story(ANA, BULBS, 35.7, -8, Status.SETTLED, r.completed),
    Story(OMAR, READING, 37.9, -9, Status.SETTLED, r.not_sent),
    Story(DIEGO, DESK_LAMP, 40.6, -12, Status.SETTLED, r.accepted_by_silence),
    Story(DIEGO, BULBS, 5.4, 21, Status.SETTLED, m.cancelled),
    Story(OLGA, STRIP, 68.9, -31, Status.SETTLED, m.not_delivered),
    Story(ANA, BULBS, 24.8, 1, Status.DELIVERED, m.one_line_settled),
    Story(ANA, GARDEN, 32.4, -4, Status.FROZEN, m.frozen),
    Story(CLAIRE, STRIP, 31.6, -1, Status.SETTLED, m.charged_back),
    Story(OMAR, LANTERN, 41.7, -14, Status.SETTLED, m.goodwill),
    Story(ANA, STRIP, 36.9, -11, Status.SETTLED, m.came_after_all),
    Story(ANA, GARDEN, 28.2, -1, Status.SETTLED, m.refund_refused),
    Story(ANA, READING, 21.5, 6, Status.AWAITING_SELLER, d.held_for_duty),
)
