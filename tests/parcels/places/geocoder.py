"""A geocoder on loopback that answers like Nominatim or like Google, by the path."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

# The shapes of nominatim.org/release-docs/latest/api/Search and of Google's Geocoding API.
LYON_NOMINATIM = {
    "place_id": 1,
    "lat": "45.7578137",
    "lon": "4.8320114",
    "display_name": "Lyon, Rhône, France",
    "boundingbox": ["45.7073666", "45.8082628", "4.7718134", "4.8983774"],
    "address": {"city": "Lyon", "country": "France", "country_code": "fr"},
}
LYON_GOOGLE = {
    "formatted_address": "Lyon, France",
    "address_components": [{"long_name": "France", "short_name": "FR", "types": ["country"]}],
    "geometry": {
        "location": {"lat": 45.764043, "lng": 4.835659},
        "viewport": {
            "southwest": {"lat": 45.7074, "lng": 4.7718},
            "northeast": {"lat": 45.8083, "lng": 4.8984},
        },
    },
    "types": ["locality"],
}


class Geocoder(BaseHTTPRequestHandler):
    """Answers like the one or the other, by the path."""

    asked: list[dict[str, list[str]]]

    def do_GET(self) -> None:
        """Answer a search; Lyon is known, `broken` is a service that is down."""
        query = parse_qs(urlsplit(self.path).query)
        self.asked.append(query)
        text = (query.get("q") or query["address"])[0]
        self.send_response(503 if text == "broken" else 200)
        self.end_headers()
        self.wfile.write(b"<html>" if text == "garbled" else json.dumps(self._found(text)).encode())

    def _found(self, text: str) -> object:
        if self.path.startswith("/search"):
            return [LYON_NOMINATIM] if text == "Lyon" else []
        known = text == "Lyon"
        return {"status": "OK" if known else "ZERO_RESULTS", "results": [LYON_GOOGLE] * known}

    def log_message(self, *arguments: object) -> None:
        """Say nothing: a test is quiet."""


@contextmanager
def geocoder() -> Iterator[str]:
    """Run one, and give its address."""
    Geocoder.asked = []
    listening = HTTPServer(("127.0.0.1", 0), Geocoder)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}"
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()
