"""Places by name, the way somebody on the telephone says them or an operator shortens them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.intake.domain.pinyin import initials_of, sounds_of


class PlaceKind(StrEnum):
    """In the order in which equal names are offered."""

    KEY_AREA = "key_area"
    LANDMARK = "landmark"
    MAP = "map"
    ROAD = "road"
    DIVISION = "division"


ORDER = {kind: place for place, kind in enumerate(PlaceKind)}


@dataclass(frozen=True)
class Entry:
    """`where`: more words that say where it is, in full. `initials`: when they are not those of the name."""

    name: str
    kind: PlaceKind
    area: str
    longitude: float
    latitude: float
    where: str = ""
    initials: str = ""


def search(entries: Iterable[Entry], asked: str, limit: int) -> Sequence[Entry]:
    """The best first, each name once in its area. Words apart by blanks must all be there."""
    words = asked.casefold().split()
    if not words:
        return ()
    ranked = sorted(
        (rank, ORDER[entry.kind], len(entry.name), entry.name, place, entry)
        for place, entry in enumerate(entries)
        if (rank := _rank(entry, words)) is not None
    )
    once = {(entry.name, entry.area): entry for *_, entry in reversed(ranked)}
    best = [entry for *_, entry in ranked if once[entry.name, entry.area] is entry]
    return best[:limit]


def sounds_like(name: str, spelled: str) -> bool:
    """Whether a part of the name is spelled so, from one of its characters on; the last sound need not be whole."""
    sounds = sounds_of(name)
    return any("".join(sounds[begin:]).startswith(spelled) for begin in range(len(sounds)))


def _rank(entry: Entry, words: Sequence[str]) -> int | None:
    """Smaller is better; None where it does not fit."""
    name, whole = entry.name.casefold(), "".join(words)
    initials = entry.initials or initials_of(entry.name)
    fits = (
        name == whole,
        name.startswith(whole),
        all(word in name for word in words),
        initials.startswith(whole),
        sounds_like(entry.name, whole),
        all(word in name or word in initials or sounds_like(entry.name, word) for word in words),
        all(word in name + entry.where.casefold() for word in words),
    )
    return fits.index(True) if True in fits else None
