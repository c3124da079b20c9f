"""From an address to a route: who calls, whether the caller may, then the act and its answer."""

import logging
import re
from collections import defaultdict
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from amends.accounts.callers import Caller, NotAuthenticated, identify
from amends.orders import answers, clock, door
from amends.orders.answers import Stored
from amends.orders.intake import Problem
from amends.orders.selfcheck import UnsafeDatabase
from amends.orders.store import ChangedMeanwhile

from . import openapi
from .calling import Call
from .problems import Trouble, problem, response
from .routes import ROUTES, Route, Who

View = Callable[..., HttpResponseBase]
log = logging.getLogger("amends.api")
NOBODY = Caller(None, None, None)
# Of what nobody knows here, as much is said back.
NAME_MOST = 80
NAMED_MOST = 20
_VERSION = re.compile(
    r'^\{"id":"(?:[^"\\]|\\.)*",(?:"(?:key|order|marketplace)":"[^"]*",)*"version":(\d+)'
)


def _view(routes: dict[str, Route]) -> View:
    @csrf_exempt  # A bearer token is not sent by a browser on its own.
    def view(request: HttpRequest, **params: str) -> HttpResponseBase:
        route = routes.get(request.method or "")
        if route is None:
            answer = response(problem(Trouble("method_not_allowed", methods=sorted(routes))))
            answer.headers["Allow"] = ", ".join(sorted(routes))
            return answer
        try:
            answered = _answered(request, route, params)
        except Trouble as found:
            answered = problem(found)
        return _sent(answered) if isinstance(answered, Stored) else answered

    return view


def _answered(
    request: HttpRequest, route: Route, params: dict[str, str]
) -> Stored | HttpResponseBase:
    now = clock.now()
    headers = request.headers
    try:
        caller = NOBODY
        if Who.ANYBODY not in route.who:
            caller = identify(headers.get("Authorization"), headers.get("Amends-Actor"), now)
            _require_may(caller, route)
        _require_known(request, route)
        return route.act(Call(request, caller, now, f"{route.method} {route.path}", params))
    except NotAuthenticated as unknown:
        raise Trouble("not_authenticated", reason=unknown.code) from unknown
    except door.Stale as stale:
        raise Trouble("stale", version=stale.args[0]) from stale
    except answers.TokenReused as reused:
        raise Trouble("idempotency_key_reused") from reused
    except UnsafeDatabase as unsafe:
        raise Trouble("unsafe_database", reason=str(unsafe)) from unsafe
    except ChangedMeanwhile as changed:
        raise Trouble("changed_meanwhile") from changed
    except OperationalError as error:
        log.exception("the database did not answer")
        raise Trouble("unavailable") from error


def _require_may(caller: Caller, route: Route) -> None:
    acting = Who.PARTIES if caller.person else Who.MARKETPLACE
    kind = Who.STAFF if caller.staff else acting
    if kind not in route.who:
        raise Trouble("forbidden", who=sorted(route.who))


def _require_known(request: HttpRequest, route: Route) -> None:
    """Refuse what an address does not know after its question mark: a filter that is not applied.

    Only where something may stand there; elsewhere it cannot change what is shown.
    """
    unknown = [name for name in request.GET if name not in route.query]
    if not route.query or not unknown:
        return
    words = f"There is no such parameter here. Known are {', '.join(route.query)}."
    raise Trouble("malformed", [Problem(name[:NAME_MOST], words) for name in unknown[:NAMED_MOST]])


def _sent(stored: Stored) -> HttpResponse:
    answer = response(stored)
    version = _VERSION.search(stored.body)
    if version is not None and stored.status < 300:
        answer.headers["ETag"] = f'"{version[1]}"'
    answer.headers["Cache-Control"] = "no-store"
    if stored.status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="amends"'
    return answer


def _patterns() -> list[URLPattern]:
    by_path: dict[str, dict[str, Route]] = defaultdict(dict)
    for route in ROUTES:
        by_path[route.path][route.method] = route
    return [path(_django(address), _view(routes)) for address, routes in by_path.items()]


def _django(address: str) -> str:
    return address.replace("{", "<str:").replace("}", ">")


@csrf_exempt  # As above; what is missing is missing, however it is asked for.
def _missing(request: HttpRequest) -> HttpResponse:
    del request
    return _sent(problem(Trouble("not_found")))


@csrf_exempt  # The same is read, whatever is sent along.
def _document(request: HttpRequest) -> HttpResponse:
    del request
    return HttpResponse(openapi.text(), content_type="application/json")


urlpatterns = [
    path("openapi.json", _document),
    *_patterns(),
    re_path("", _missing),
]
