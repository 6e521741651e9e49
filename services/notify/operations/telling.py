"""Owing somebody a message, once; and taking it back while it is unsent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.chassis.clock import derived_id
from services.chassis.log import Work
from services.contracts.notify import MessageSuperseded
from services.notify.domain import message as messages
from services.notify.domain.message import Message, Moot
from services.notify.domain.states import State
from services.notify.domain.templates import TEMPLATES, checked
from services.notify.operations.saying import say
from services.notify.repository import messages as repository


@dataclass(frozen=True)
class Telling:
    """What somebody must know. `at`: when it became true; `about`, `round`, `recipient`: see Message."""

    template: str
    about: str
    variables: Mapping[str, Any]
    area: str
    story: str
    at: datetime
    drill: bool = False
    round: int = 1
    recipient: str = ""
    of_use_until: datetime | None = None
    cause: str | None = None


async def tell(work: Work, telling: Telling, moot: Moot | None = None) -> None:
    """Make the message, unless it was made before. `moot`: it is no longer true, so it is not sent."""
    made = _made(work, telling)
    if await repository.add(work.session, made if moot is None else messages.supersede(made, moot)):
        if moot is not None:
            _say_superseded(work, made, moot)
    elif (found := await repository.find(work.session, made.id)) is not None:
        await tell_again(work, found, telling, moot)


async def tell_again(work: Work, found: Message, telling: Telling, moot: Moot | None) -> None:
    """It was made before: it is no longer true, or true again, or nothing has changed."""
    if moot is not None:
        await supersede(work, found, moot)
    elif found.state is State.SUPERSEDED and found.reason == Moot.TEAM_WITHDRAWN:
        await repository.save(work.session, messages.owe_again(found, telling.variables))


async def supersede(work: Work, message: Message, why: Moot) -> None:
    """What was sent, or is being sent, stays as it is."""
    if messages.is_unsent(message):
        await _supersede(work, message, why)


async def find_way(work: Work, message: Message) -> None:
    found = messages.find_way(message, work.now)
    if found.state is State.SUPERSEDED:
        _say_superseded(work, message, Moot.TOO_LATE)
    await repository.save(work.session, found)


def message_id(telling: Telling) -> str:
    """The same words give the same id: a restored database sends nothing that the other side has not seen."""
    party = TEMPLATES[telling.template].party
    words = (telling.template, telling.about, telling.round, party, telling.recipient)
    return str(derived_id("message", *words))


def _made(work: Work, telling: Telling) -> Message:
    template = TEMPLATES[telling.template]
    return Message(
        id=message_id(telling),
        template=template.name,
        about=telling.about,
        round=telling.round,
        party=template.party,
        recipient=telling.recipient,
        area=telling.area,
        story=telling.story,
        drill=telling.drill,
        variables=checked(template, telling.variables),
        priority=template.priority,
        made_at=work.now,
        of_use_until=telling.of_use_until or telling.at + template.of_use,
        cause=telling.cause,
    )


async def _supersede(work: Work, message: Message, why: Moot) -> None:
    _say_superseded(work, message, why)
    await repository.save(work.session, messages.supersede(message, why))


def _say_superseded(work: Work, message: Message, why: Moot) -> None:
    say(work, message, MessageSuperseded, because=why.value)
