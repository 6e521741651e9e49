"""A warning of cold is put in force and lifted by people, and ends by itself when its time is over."""

from dataclasses import dataclass
from datetime import datetime

from services.chassis.access import Actor, Hidden
from services.chassis.clock import Timer
from services.chassis.log import Work
from services.contracts.weather import WarningFact, WarningLapsed, WarningLifted, WarningPutInForce
from services.contracts.words import WarningColour
from services.patrol.domain.errors import WarningStands
from services.patrol.domain.warning import Warned, ended, must_end
from services.patrol.repository import warnings as repository

WARNING_ENDS = "warning_ends"


@dataclass(frozen=True)
class NewWarning:
    """`words` in the clear; they are sealed before they are kept."""

    area: str
    colour: WarningColour
    until: datetime
    lowest_celsius: int | None = None
    words: str | None = None
    drill: bool = False


async def put_in_force(work: Work, actor: Actor, new: NewWarning) -> Warned:
    """Raises WarningWithoutEnd, WarningStands."""
    actor.must_see(new.area)
    must_end(new.until, work.now)
    words = work.keyring.seal_or_none("words", new.words)
    said = {**vars(new), "words": words}
    warned = Warned(id=str(work.ids.new()), begins_at=work.now, put_by=actor.label, **said)
    if not await repository.put(work.session, warned):
        raise WarningStands(new.area)
    work.timers.set(Timer(WARNING_ENDS, warned.id, warned.until))
    fact = WarningPutInForce(
        warning=warned.id,
        area=warned.area,
        colour=warned.colour,
        until=warned.until,
        lowest_celsius=warned.lowest_celsius,
        words=words,
    )
    _say(work, warned, fact)
    return warned


async def lift(work: Work, actor: Actor, warning_id: str) -> Warned:
    """What has ended before stays as it ended, and nothing is said again."""
    before = await repository.find(work.session, warning_id)
    if before is None or not actor.may_see(before.area):
        raise Hidden
    if await repository.end(work.session, warning_id, work.now, actor.label):
        await work.timers.cancel(WARNING_ENDS, warning_id)
        _say(work, ended(before, work.now, actor.label), WarningLifted(warning=warning_id))
    after = await repository.find(work.session, warning_id)
    assert after is not None, "warnings are never deleted"
    return after


async def hold(work: Work, warning_id: str) -> None:
    """Whoever lifts it holds it first and its clock afterwards."""
    await repository.hold(work.session, warning_id)


async def lapse(work: Work, warning_id: str, due_at: datetime) -> None:
    """Unless somebody has lifted it."""
    before = await repository.find(work.session, warning_id)
    if before is not None and await repository.end(work.session, warning_id, due_at, None):
        _say(work, ended(before, due_at, None), WarningLapsed(warning=warning_id), due_at)


def _say(work: Work, warned: Warned, fact: WarningFact, at: datetime | None = None) -> None:
    work.say(fact, area=warned.area, sequence=warned.version, story=warned.id, at=at, drill=warned.drill)
