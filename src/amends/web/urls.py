"""Every page's address."""

from django.urls import path

from .pages import (
    case,
    deliveries,
    files,
    lists,
    notices,
    open_dispute,
    operator,
    order,
    sign_in,
    transfers,
)

urlpatterns = [
    path("", sign_in.home, name="home"),
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("me", sign_in.me, name="me"),
    path("orders", lists.my_orders, name="my_orders"),
    path("sales", lists.my_sales, name="my_sales"),
    path("queue", lists.queue, name="queue"),
    path("refunds/<str:spelled>", transfers.refund, name="refund"),
    path("transfers", transfers.transfers, name="transfers"),
    path("transfers/<str:spelled>/<slug:name>", transfers.transfer_acted, name="transfer_acted"),
    path("operator", operator.operator, name="operator"),
    path("operator/holds/<str:kind>/release", operator.released, name="hold_released"),
    path("notices", notices.notices, name="notices"),
    path("notices/seen", notices.seen, name="notices_seen"),
    path("notices/calendar", notices.calendar_link, name="calendar_link"),
    path("calendar/<str:token>.ics", notices.calendar, name="calendar"),
    path("operator/deliveries", deliveries.deliveries, name="deliveries"),
    path("operator/deliveries/<str:spelled>/replay", deliveries.replay, name="replay"),
    path("operator/endpoints/<str:endpoint>/activation", deliveries.activate, name="activate"),
    path("orders/<str:spelled>", order.order, name="order"),
    path("orders/<str:spelled>/dispute", order.dispute, name="dispute"),
    path("orders/<str:spelled>/files", order.added, name="files"),
    path("orders/<str:spelled>/open", open_dispute.opening, name="open_dispute"),
    path("orders/<str:spelled>/open/<int:step>", open_dispute.opening, name="opening"),
    path("orders/<str:spelled>/open/<int:step>/go", open_dispute.answered, name="answered"),
    path("orders/<str:spelled>/<slug:name>", order.acted, name="acted"),
    path("cases/<str:spelled>", case.case, name="case"),
    path("cases/<str:spelled>/<slug:name>", case.acted, name="case_acted"),
    path("evidence/<str:part>", files.content, name="file"),
    path("evidence/<str:part>/<str:size>", files.content, name="thumbnail"),
]
