"""Attempts: written down before they are made, settled when their result is known, by whoever knows it."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from services.chassis.access import Actor, Hidden
from services.chassis.clock import Timer, office_time
from services.chassis.log import Work
from services.contracts.notify import MessageFailed, MessageReopened, MessageSent
from services.notify.domain import message as messages
from services.notify.domain.customs import Customs
from services.notify.domain.message import Channel, Message, Party, Result, Verdict
from services.notify.domain.outgoing import Parcel, Providers
from services.notify.domain.states import State
from services.notify.domain.templates import TEMPLATES, words_of
from services.notify.operations.reaching import NoWay, Way, way_to
from services.notify.operations.saying import say
from services.notify.repository import knowledge
from services.notify.repository import messages as repository

REST = "message_rests"
"""The durable clock of a message that is tried again."""
CRASHED = Result(Verdict.UNKNOWN, "crashed")


async def look_at(work: Work, ids: Collection[str]) -> None:
    """Read what the claims of these messages need, all at once."""
    found = await repository.find_all(work.session, ids)
    told = [message.about for message in found.values() if message.party is Party.REPORTER]
    await knowledge.sightings(work.session, told)


async def claim(
    work: Work, id: str, full_lanes: Collection[str], by_setting: Providers, customs: Customs
) -> Parcel | None:
    """Begin an attempt, or None: somebody else has it, there is no way, or its lane is full for now."""
    message = await repository.find(work.session, id)
    if message is None or not message.may_be_sent:
        return None
    if (until := customs.waits_until(message, office_time(work.now))) is not None:
        await repository.save(work.session, messages.wait_for_morning(message))
        work.timers.set(Timer(REST, id, until))
        return None
    try:
        way = await way_to(work, message, by_setting)
    except NoWay as lacking:
        await repository.save(work.session, messages.lose_way(message, lacking.reason))
        return None
    if way.lane in full_lanes:
        await repository.save(work.session, messages.wait_in(message, way.lane))
        return None
    wording = customs.wording_for(message, way.language)
    begun = messages.claim(message, way.channel, way.lane, way.language, way.place)
    begun = replace(begun, wording=wording.id if wording else None)
    repository.begin_attempt(work.session, begun, work.now, way.person)
    if way.channel is Channel.IN_APP:
        # Nothing leaves the database, so the attempt and its success are one.
        await _settle(work, begun, begun.attempts, Result(Verdict.SENT))
        return None
    await repository.save(work.session, begun)
    return _parcel(begun, way, wording.text if wording else None)


async def settle(work: Work, id: str, attempt: int, result: Result) -> None:
    """The result of an attempt, also one that comes after it was given up for lost."""
    message = await repository.find(work.session, id)
    if message is not None:
        await _settle(work, message, attempt, result)


async def crash(work: Work, id: str, attempt: int) -> None:
    """Nobody is making this attempt any more, and what came of it is not known."""
    message = await repository.find(work.session, id)
    if message is not None and message.state is State.SENDING and message.attempts == attempt:
        await _settle(work, message, attempt, CRASHED)


async def give_up(work: Work, id: str, reason: str) -> None:
    """The message itself is broken: it cannot even be made ready."""
    message = await repository.find(work.session, id)
    if message is not None and message.may_be_sent:
        failed = messages.give_up(message, reason)
        await repository.save(work.session, failed)
        _say(work, failed)


async def send_again(work: Work, actor: Actor, id: str) -> Message:
    """A person wants what failed to be sent after all: under the same id, from the first way on. Raises Hidden,
    StepOutOfOrder."""
    message = await repository.find(work.session, id)
    if message is None or not actor.may_see(message.area):
        raise Hidden
    again = messages.reopen(message, work.now, TEMPLATES[message.template].of_use)
    await repository.save(work.session, again)
    say(work, message, MessageReopened, attempts=message.attempts)
    return again


async def rest_is_over(work: Work, id: str) -> None:
    message = await repository.find(work.session, id)
    if message is not None and message.state in (State.RESTING, State.QUIET):
        await repository.save(work.session, messages.rest_is_over(message))


async def _settle(work: Work, message: Message, attempt: int, result: Result) -> None:
    await work.session.flush()
    news = await repository.end_attempt(work.session, message.id, attempt, result, work.now)
    if not news or message.attempts != attempt or message.state not in (State.SENDING, State.UNKNOWN):
        return  # known already, or a later attempt decides
    tries_per_way = TEMPLATES[message.template].tries_per_way
    settled = messages.settle(message, result, work.now, tries_per_way)
    await repository.save(work.session, settled)
    if settled.state is State.RESTING:
        work.timers.set(Timer(REST, message.id, work.now + messages.rest_after(settled.tries)))
    _say(work, settled, await repository.told_person(work.session, message.id, attempt))


def _say(work: Work, message: Message, person: str | None = None) -> None:
    """The address is never said."""
    told: dict[str, Any] = {"channel": message.channel, "attempts": message.attempts}
    if message.state is State.SENT:
        say(work, message, MessageSent, sent_at=work.now, person=person, **told)
    elif message.state is State.FAILED:
        say(work, message, MessageFailed, reason=message.reason or "", **told)


def _parcel(message: Message, way: Way, own_words: str | None) -> Parcel:
    about = {"message": message.id, "story": message.story, "area": message.area, "drill": message.drill}
    body = {
        "type": message.template,
        "timestamp": message.made_at.isoformat(),
        "data": {**about, **message.variables},
    }
    return Parcel(
        message=message.id,
        attempt=message.attempts,
        lane=way.lane,
        channel=way.channel,
        address=way.address,
        text=words_of(message, way.language, own_words),
        body=body,
        provider=way.provider,
        mail=way.mail,
        secrets=way.secrets,
    )
