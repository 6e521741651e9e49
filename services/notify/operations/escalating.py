"""Troubles climb: told at once to whoever leads, then step by step to others, until they end or somebody acknowledges.

How far a trouble has come is one row and one clock, both changed in the unit of work that makes the message: whatever
is killed, and however many replicas there are, each step is taken once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.chassis.access import Actor, Hidden
from services.chassis.clock import Timer
from services.chassis.log import Work
from services.contracts.catalogue import FACTS
from services.contracts.envelope import Envelope, Fact
from services.contracts.notify import MessageAcknowledged
from services.notify.domain.errors import NothingToAcknowledge
from services.notify.domain.escalation import (
    RULES,
    Climb,
    Rank,
    Rule,
    acknowledged,
    begun,
    climbed,
    is_over,
    recipient,
)
from services.notify.domain.journal import Entry
from services.notify.domain.message import Message
from services.notify.operations import leaders
from services.notify.operations.saying import say
from services.notify.operations.telling import Telling, tell
from services.notify.operations.troubles import trouble_of
from services.notify.repository import escalations, journal, messages
from services.notify.repository.escalations import EscalationRow

STEP = "escalation_step"
"""The durable clock of a trouble's next step; its subject is the fact that is the trouble."""


@dataclass(frozen=True)
class Standing:
    """`climbs`: it is not over. `row`: how far it has come, where it has climbed or was acknowledged."""

    climbs: bool
    row: EscalationRow | None


async def trouble_began(work: Work, fact: Fact, envelope: Envelope) -> None:
    """Whoever must know at once is told, and the first clock is set."""
    heard = journal.entry_of(envelope)
    rule = RULES[heard.fact]
    if rule.answered_elsewhere and await _is_over(work.session, rule, heard):
        return  # the answer was heard before the silence
    if rule.tells_at_once:
        await _tell(work, rule, fact, heard, to="")
    _, first = begun(rule)
    await _set_clock(work, heard.id, first, Climb().firing)


async def step_is_due(work: Work, timer: Timer) -> None:
    trouble = await journal.entry(work.session, timer.subject)
    if trouble is None:
        return
    rule = RULES[trouble.fact]
    row = await _climb(work, rule, trouble.id)
    climb = escalations.climb_from(row)
    if timer.round != climb.firing or await _is_over(work.session, rule, trouble):
        return  # somebody has acknowledged it meanwhile, or it is over
    to = rule.steps[climb.step].to
    # Of the others, whoever is not there is passed over; that nobody leads at all must be seen.
    if to is Rank.ON_DUTY or await leaders.whom(work.session, trouble.area, to, work.now) is not None:
        fact = FACTS[trouble.type].model_validate(trouble.data)
        # What it is told first needs no mark: it is the message that is told at once elsewhere.
        first = climb.lap == 1 and to is Rank.ON_DUTY
        await _tell(work, rule, fact, trouble, "" if first else recipient(climb, to))
    following, wait = climbed(rule, climb)
    escalations.keep(row, following)
    await _set_clock(work, trouble.id, wait, following.firing)


async def acknowledge(work: Work, actor: Actor, message_id: str) -> EscalationRow:
    """Somebody has taken it in hand: nobody is told for a while. Twice is once. Raises Hidden, NothingToAcknowledge."""
    message = await messages.find(work.session, message_id)
    if message is None or not actor.may_see(message.area):
        raise Hidden
    trouble = await journal.entry(work.session, message.cause) if message.cause else None
    if trouble is None:
        raise NothingToAcknowledge
    rule = RULES[trouble.fact]
    if await _is_over(work.session, rule, trouble):
        raise NothingToAcknowledge
    row = await _climb(work, rule, trouble.id)
    if escalations.climb_from(row).is_acknowledged(work.now):
        return row
    following = acknowledged(rule, escalations.climb_from(row), work.now)
    escalations.keep(row, following)
    row.acknowledged_at, row.acknowledged_by = work.now, actor.label
    await work.timers.cancel(STEP, trouble.id)
    await _set_clock(work, trouble.id, rule.acknowledged_for, following.firing)
    assert following.acknowledged_until is not None
    say(work, message, MessageAcknowledged, row.version + 1, until=following.acknowledged_until)
    return row


async def standings(session: AsyncSession, found: Iterable[Message]) -> Mapping[str | None, Standing]:
    """By cause, how the troubles stand that these messages tell of."""
    causes = {message.cause for message in found if message.cause is not None}
    rows = await escalations.among(session, causes)
    troubles = [trouble for cause in causes if (trouble := await journal.entry(session, cause)) is not None]
    return {
        trouble.id: Standing(not await _is_over(session, RULES[trouble.fact], trouble), rows.get(trouble.id))
        for trouble in troubles
    }


async def _tell(work: Work, rule: Rule, fact: Fact, heard: Entry, to: str) -> None:
    trouble = await trouble_of(work, fact, heard)
    telling = Telling(
        rule.template,
        trouble.about,
        trouble.variables,
        area=trouble.area,
        story=heard.story,
        at=work.now if to else heard.at,
        drill=heard.drill,
        round=trouble.round,
        recipient=to,
        cause=heard.id,
    )
    await tell(work, telling)


async def _is_over(session: AsyncSession, rule: Rule, trouble: Entry) -> bool:
    about = [trouble.data[field] for field in rule.same]
    return is_over(rule, trouble, await journal.about(session, *about))


async def _climb(work: Work, rule: Rule, cause: str) -> EscalationRow:
    return await escalations.find_or_new(work.session, cause, begun(rule)[0])


async def _set_clock(work: Work, cause: str, wait: timedelta, firing: int) -> None:
    work.timers.set(Timer(STEP, cause, work.now + wait, firing))
