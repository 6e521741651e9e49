"""Tonight's figures under the map: calls, rescues, responses, what became of the people."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.chassis.clock import office_time
from services.contracts.words import Outcome
from services.patrol.domain.figures import Figures
from services.patrol.domain.rescue import Rescue
from services.patrol.repository.nights import Ended

NOON = 12


@dataclass(frozen=True)
class Tonight:
    """`calls` became `rescues`; of `figures.total.rescues` measured ones so many were kept."""

    calls: int
    rescues: int
    answered: int
    figures: Figures
    brought_in: int
    hospital: int
    left_goods: int

    @property
    def joined(self) -> int:
        return self.calls - self.rescues


def night_begins(now: datetime) -> datetime:
    """A night's figures run from noon to noon, by the offices' clocks."""
    local = office_time(now)
    noon = local.replace(hour=NOON, minute=0, second=0, microsecond=0)
    return noon if local >= noon else noon - timedelta(days=1)


def tonight_of(ended: Sequence[Ended], open_ones: Iterable[Rescue], figures: Figures) -> Tonight:
    counted = {one.rescue for one in ended}
    running = [rescue for rescue in open_ones if not rescue.drill and rescue.id not in counted]
    outcomes = Counter(one.outcome for one in ended)
    return Tonight(
        calls=sum(one.sightings for one in ended) + sum(len(rescue.sightings) for rescue in running),
        rescues=len(ended) + len(running),
        answered=sum(one.outcome is not None for one in ended),
        figures=figures,
        brought_in=outcomes[Outcome.BROUGHT_IN],
        hospital=outcomes[Outcome.HOSPITAL],
        left_goods=outcomes[Outcome.REFUSED] + outcomes[Outcome.GIVEN_AND_LEFT],
    )
