"""Looks for secrets in clear, and keeps account of where it looked."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tests.leaks.spellings import spellings

LONGEST = 512  # bytes of any spelling: so much of a piece is looked at again with the next
AS_HEX = re.compile(rb"\\x((?:[0-9a-f]{2}){8,})")
"""How PostgreSQL writes a column of bytes into a dump."""


@dataclass(frozen=True)
class Place:
    """`kind`: database, dump, topic, log, page, backup, file. `read` gives its bytes in pieces."""

    kind: str
    name: str
    read: Callable[[], Iterable[bytes]]


@dataclass(frozen=True)
class Find:
    kind: str
    place: str
    secret: str
    spelling: str

    def __str__(self) -> str:
        return f"{self.kind} {self.place}: {self.secret} ({self.spelling})"


@dataclass
class Looked:
    """`bytes` and `places` by kind."""

    finds: list[Find] = field(default_factory=list)
    bytes: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)

    def lines(self) -> Iterator[str]:
        """Where it looked, then what it found."""
        for kind in sorted(self.places):
            yield f"{kind:<10} {self.places[kind]:>5} places {self.bytes[kind]:>14,} bytes"
        yield f"found: {len(self.finds)}"
        yield from map(str, self.finds)


def look(places: Iterable[Place], secrets: Mapping[str, str]) -> Looked:
    """Each secret in each way of writing it, in each place at most once."""
    wanted = [
        (name, written, way) for name, text in secrets.items() for written, way in spellings(text).items()
    ]
    looked = Looked()
    for place in places:
        looked.places[place.kind] += 1
        found = {}
        for piece, count in _overlapping(place.read()):
            looked.bytes[place.kind] += count
            for name, way in _found_in(piece, wanted):
                found.setdefault((name, way), Find(place.kind, place.name, name, way))
        looked.finds += found.values()
    return looked


def _found_in(piece: bytes, wanted: list[tuple[str, bytes, str]]) -> Iterator[tuple[str, str]]:
    if piece == bytes(len(piece)):  # a file made larger beforehand
        return
    inside = b"\n".join(bytes.fromhex(found.decode()) for found in AS_HEX.findall(piece))
    for name, written, way in wanted:
        if written in piece:
            yield name, way
        elif inside and written in inside:
            yield name, f"{way}, in a column of bytes"


def _overlapping(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    """Each piece with the end of the one before, and how many bytes are new."""
    before = b""
    for piece in pieces:
        yield before + piece, len(piece)
        before = (before + piece)[-LONGEST:]
