"""Exact figures from the samples: nearest-rank percentiles, compliance, where the seconds went."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.contracts.words import ClockStop
from services.patrol.domain.offer import Offer
from services.patrol.domain.rescue import Rescue

PARTS = ("handling", "offer", "turnout", "travel")


@dataclass(frozen=True)
class Sample:
    """One measured response. Seconds from first receipt to the stop of the clock."""

    rescue: str
    area: str
    profile: str
    seconds: float
    kept: bool
    stopped_by: ClockStop
    parts: tuple[float | None, ...] = (None,) * len(PARTS)
    """In the order of PARTS."""


@dataclass(frozen=True)
class Kept:
    rescues: int
    kept: int

    @property
    def share(self) -> float | None:
        return self.kept / self.rescues if self.rescues else None


@dataclass(frozen=True)
class Figures:
    """Clocks stopped by a person are counted apart: they are in no percentile and no compliance."""

    total: Kept
    by_profile: dict[str, Kept]
    stopped_by_person: int
    percentiles: dict[int, float | None]
    parts: dict[str, dict[int, float | None]]
    """The same percentiles of each part, over the responses in which it is known."""


@dataclass(frozen=True)
class Parts:
    """Where the seconds of one response went; None where nobody said when that part ended."""

    handling: float
    """First receipt until the rescue was open."""
    offer: float
    """Open until accepted by the team that arrived."""
    turnout: float | None
    """Accepted until en route."""
    travel: float
    """En route (or accepted) until arrived."""
    total: float


def percentile(values: Iterable[float], percent: int) -> float | None:
    """Nearest rank: the smallest value that at least `percent` of a hundred do not exceed. None of no values.

    Raises ValueError for a percentage outside 1..100.
    """
    if not 1 <= percent <= 100:
        raise ValueError("a percentile lies between 1 and 100")
    ordered = sorted(values)
    if not ordered:
        return None
    return ordered[-(-percent * len(ordered) // 100) - 1]


def figures_of(samples: Iterable[Sample], percents: Sequence[int] = (50, 90, 95)) -> Figures:
    everything = list(samples)
    measured = [sample for sample in everything if sample.stopped_by is not ClockStop.PERSON]
    profiles = sorted({sample.profile for sample in measured})
    ordered = [sample.seconds for sample in measured]
    return Figures(
        total=_kept(measured),
        by_profile={name: _kept([s for s in measured if s.profile == name]) for name in profiles},
        stopped_by_person=len(everything) - len(measured),
        percentiles={percent: percentile(ordered, percent) for percent in percents},
        parts={
            name: {percent: percentile(_known(measured, place), percent) for percent in percents}
            for place, name in enumerate(PARTS)
        },
    )


def parts_of(rescue: Rescue) -> Parts | None:
    """None until somebody has arrived."""
    offer = next((offer for offer in reversed(rescue.offers) if _went_there(offer)), None)
    if offer is None or offer.accepted is None or offer.arrived is None:
        return None
    clock, accepted, arrived = rescue.clock, offer.accepted.received_at, offer.arrived.received_at
    left = offer.departed.received_at if offer.departed else accepted
    return Parts(
        handling=(clock.opened_at - clock.received_at).total_seconds(),
        offer=(accepted - clock.opened_at).total_seconds(),
        turnout=(left - accepted).total_seconds() if offer.departed else None,
        travel=(arrived - left).total_seconds(),
        total=(arrived - clock.received_at).total_seconds(),
    )


def _known(samples: Sequence[Sample], place: int) -> list[float]:
    return [part for sample in samples if (part := sample.parts[place]) is not None]


def _went_there(offer: Offer) -> bool:
    return offer.accepted is not None and offer.arrived is not None


def _kept(samples: Sequence[Sample]) -> Kept:
    return Kept(len(samples), sum(sample.kept for sample in samples))
