"""A night's figures told from the journal alone: a pure fold over what was said, in whatever order it was heard.

Patrol counts the same from its own rows. The rules stand here a second time on purpose: what both agree on is neither
lost on the way nor counted twice (docs/adr/0015).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.contracts.words import ClockStop, Outcome
from services.notify.domain.journal import Entry

REPORTED, OPENED, JOINED = "SightingReported", "RescueOpened", "SightingJoined"
MERGED, SPLIT, STOPPED, ANSWERED = "RescueMerged", "RescueSplit", "ClockStopped", "RescueAnswered"
COUNTED_FROM = (REPORTED, OPENED, JOINED, MERGED, SPLIT, STOPPED, ANSWERED)
"""The facts that decide."""
PERCENTS = (50, 90, 95)
PARTS = ("handling", "offer", "turnout", "travel")
LEFT_GOODS = (Outcome.REFUSED, Outcome.GIVEN_AND_LEFT)


@dataclass(frozen=True)
class Known:
    """One rescue as far as its facts tell. `stopped`: the measured response. `merged`: it goes on as another one."""

    area: str
    drill: bool
    received_at: datetime
    calls: int
    stopped: Mapping[str, Any] | None
    outcome: Outcome | None
    merged: bool


def figures_of(entries: Iterable[Entry], begins: datetime, ends: datetime, area: str = "") -> dict[str, Any]:
    """Of the rescues first received from `begins` until just before `ends`, in the area; drills are left out.

    The entries: everything of COUNTED_FROM since some time before `begins`. A call whose report is not among them is
    older than the night; a rescue that opened before them too.
    """
    once = {entry.id: entry for entry in entries}.values()
    told: dict[str, list[Entry]] = defaultdict(list)
    split_off: Counter[tuple[str, str]] = Counter()
    for entry in once:
        told[entry.data.get("rescue", "")].append(entry)
        if entry.fact == SPLIT:
            split_off.update((entry.data["from_rescue"], call) for call in entry.data["sightings"])
    receipts = {one.data["report"]: _moment(one) for one in once if one.fact == REPORTED}
    oldest = datetime.min.replace(tzinfo=begins.tzinfo)
    rescues = (_known(id, facts, receipts, split_off, oldest) for id, facts in told.items() if id)
    return _counted(
        one
        for one in rescues
        if one and begins <= one.received_at < ends and one.area.startswith(area) and not one.drill
    )


def _known(
    rescue: str,
    facts: Sequence[Entry],
    receipts: Mapping[str, datetime],
    split_off: Mapping[tuple[str, str], int],
    oldest: datetime,
) -> Known | None:
    """From its facts as a set: what follows what is told by the sequence of the rescue, never by when we heard."""
    said = {kind: [fact for fact in facts if fact.fact == kind] for kind in COUNTED_FROM}
    if not said[OPENED]:
        return None
    opened, stopped = said[OPENED][0], next(iter(said[STOPPED]), None)
    calls = Counter(fact.data["sighting"] for fact in (opened, *said[JOINED]))
    running = [one for one in said[JOINED] if stopped is None or one.sequence < stopped.sequence]
    joined = (min(receipts.get(one.data["sighting"], oldest), one.at) for one in running)
    last = max((*said[MERGED], *said[SPLIT]), key=lambda fact: fact.sequence, default=None)
    return Known(
        area=max(facts, key=lambda fact: fact.sequence).area,
        drill=opened.drill,
        received_at=min((_moment(opened), *joined)),
        calls=len([call for call, count in calls.items() if count > split_off[rescue, call]]),
        stopped=stopped.data if stopped else None,
        outcome=next((Outcome(fact.data["outcome"]) for fact in said[ANSWERED]), None),
        merged=last is not None and last.fact == MERGED,
    )


def _moment(entry: Entry) -> datetime:
    return datetime.fromisoformat(entry.data["received_at"])


def _counted(known: Iterable[Known]) -> dict[str, Any]:
    everything = list(known)
    begun = [one for one in everything if not one.merged]
    stopped = [one.stopped for one in everything if one.stopped is not None]
    measured = [one for one in stopped if one["stopped_by"] != ClockStop.PERSON]
    outcomes = Counter(one.outcome for one in begun)
    return {
        "calls": sum(one.calls for one in begun),
        "rescues": len(begun),
        "answered": len(begun) - outcomes[None],
        "brought in": outcomes[Outcome.BROUGHT_IN],
        "hospital": outcomes[Outcome.HOSPITAL],
        "left goods": sum(outcomes[outcome] for outcome in LEFT_GOODS),
        "clocks stopped by a person": len(stopped) - len(measured),
        **_responses("", measured),
        **{
            name: value
            for profile in sorted({one["profile"] for one in measured})
            for name, value in _kept(f"{profile}: ", [one for one in measured if one["profile"] == profile])
        },
    }


def _responses(prefix: str, measured: list[Mapping[str, Any]]) -> dict[str, Any]:
    seconds = [one["response_seconds"] for one in measured]
    parts = {part: [(one.get("parts") or {}).get(part) for one in measured] for part in PARTS}
    return {
        **dict(_kept(prefix, measured)),
        **{f"P{percent}": nearest_rank(seconds, percent) for percent in PERCENTS},
        **{
            f"{part} P{percent}": nearest_rank(parts[part], percent) for part in PARTS for percent in PERCENTS
        },
    }


def _kept(prefix: str, measured: list[Mapping[str, Any]]) -> Iterator[tuple[str, int]]:
    yield f"{prefix}measured", len(measured)
    yield f"{prefix}kept", sum(one["kept"] for one in measured)


def nearest_rank(values: Iterable[float | None], percent: int) -> float | None:
    """The smallest value that at least `percent` of a hundred do not exceed; None of no values."""
    ordered = sorted(value for value in values if value is not None)
    return ordered[-(-percent * len(ordered) // 100) - 1] if ordered else None
