"""One message to one recipient: made once, sent under one id, however often it must be tried."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from services.notify.domain.states import TO_SEND, UNSENT, State, Trigger, step

RESTS = tuple(timedelta(seconds=seconds) for seconds in (5, 10, 20, 40, 80, 160, 300))
"""How long to wait after the first, second ... attempt that broke; the last one repeats."""

IN_NO_HURRY = 3
"""From this priority on a message may wait a moment for a more urgent one."""


class Party(StrEnum):
    """Who is told."""

    REPORTER = "reporter"
    EMERGENCY_PARTNER = "emergency_partner"
    TEAM = "team"
    LEADER = "leader"


class Channel(StrEnum):
    SMS = "sms"
    WEBHOOK = "webhook"
    IN_APP = "in_app"
    MAIL = "mail"
    DINGTALK = "dingtalk"
    """A group's robot in DingTalk (钉钉)."""
    WECOM = "wecom"
    """A group's robot in WeCom (企业微信)."""


class Moot(StrEnum):
    """Why a message was not sent after all."""

    CLOSED = "closed"
    ANSWERED = "answered"
    TEAM_WITHDRAWN = "team_withdrawn"
    TOO_LATE = "too_late"


class Verdict(StrEnum):
    """What came of one attempt."""

    SENT = "sent"
    REFUSED = "refused"
    BROKEN = "broken"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Result:
    """`detail` is a word for people and figures, never what the other side wrote: `http_503`, `timeout`."""

    verdict: Verdict
    detail: str = ""


@dataclass(frozen=True)
class Message:
    """`about` with `round` is what it tells of (a sighting, an offer, a rescue's second wait); together with
    template, party and recipient it is unique. `recipient`: a team's id; of a leader the step of an escalation, empty
    for whoever is told at once. `cause`: the fact that is the trouble, where it climbs."""

    id: str
    template: str
    about: str
    round: int
    party: Party
    recipient: str
    area: str
    story: str
    drill: bool
    variables: Mapping[str, Any]
    priority: int
    made_at: datetime
    of_use_until: datetime
    language: str = "zh-CN"
    state: State = State.READY
    attempts: int = 0
    channel: Channel | None = None
    lane: str | None = None
    """Messages that share a way out wait for one another and for nobody else."""
    way: int = 0
    """Which of the recipient's ways is tried, counted from 0; `tries` on it so far, `ways_left` after it."""
    tries: int = 0
    ways_left: int = 0
    reached: str | None = None
    """Whose ways they are: somebody else on duty is tried from their own first way on."""
    reason: str | None = None
    cause: str | None = None
    wording: str | None = None
    """The area's own words that it was tried with, where it has some."""
    sent_at: datetime | None = None
    version: int = field(default=0, compare=False)

    @property
    def may_be_sent(self) -> bool:
        return self.state in TO_SEND


@dataclass(frozen=True)
class Place:
    """Which of whose ways: see Message."""

    way: int
    ways_left: int
    reached: str


def claim(message: Message, channel: Channel, lane: str, language: str, place: Place) -> Message:
    """An attempt begins; it is written down before it is made."""
    state = step(message.state, Trigger.CLAIM)
    same = (message.way, message.reached) == (place.way, place.reached)
    tries = message.tries + 1 if same else 1
    begun = replace(message, state=state, attempts=message.attempts + 1, tries=tries, reason=None)
    return replace(begun, channel=channel, lane=lane, language=language, **vars(place))


def wait_for_morning(message: Message) -> Message:
    """It can wait, and it is quiet now."""
    return replace(message, state=step(message.state, Trigger.HUSH), reason=None)


def wait_in(message: Message, lane: str) -> Message:
    """Others are going the same way; it waits its turn."""
    return replace(message, lane=lane)


def settle(message: Message, result: Result, now: datetime, tries_per_way: int) -> Message:
    """The attempt is over. After a refusal, or `tries_per_way` attempts that broke, the next way is tried at once.
    On the last one, what broke is tried again for as long as it is of use."""
    if result.verdict is Verdict.SENT:
        return replace(message, state=step(message.state, Trigger.CONFIRM), sent_at=now, reason=None)
    tried_enough = result.verdict is Verdict.BROKEN and message.tries >= tries_per_way
    if message.ways_left and (tried_enough or result.verdict is Verdict.REFUSED):
        turned = replace(message, state=step(message.state, Trigger.TURN), reason=result.detail)
        return replace(turned, way=message.way + 1, tries=0, lane=None)
    if result.verdict is Verdict.REFUSED:
        return replace(message, state=step(message.state, Trigger.REFUSE), reason=result.detail)
    if result.verdict is Verdict.UNKNOWN:
        return replace(message, state=step(message.state, Trigger.CRASH), reason=result.detail)
    again = now + rest_after(message.tries) <= message.of_use_until
    trigger = Trigger.BREAK if again else Trigger.GIVE_UP
    return replace(message, state=step(message.state, trigger), reason=result.detail)


def rest_after(tries: int) -> timedelta:
    return RESTS[min(max(tries, 1), len(RESTS)) - 1]


def reopen(message: Message, now: datetime, of_use: timedelta) -> Message:
    """What nobody took is sent after all, under its own id, from the first way on."""
    state = step(message.state, Trigger.REOPEN)
    again = replace(message, state=state, way=0, tries=0, lane=None, reason=None)
    return replace(again, of_use_until=max(message.of_use_until, now + of_use))


def give_up(message: Message, reason: str) -> Message:
    return replace(message, state=step(message.state, Trigger.GIVE_UP), reason=reason)


def rest_is_over(message: Message) -> Message:
    return replace(message, state=step(message.state, Trigger.REST_OVER))


def lose_way(message: Message, reason: str) -> Message:
    return replace(message, state=step(message.state, Trigger.LOSE_WAY), reason=reason)


def find_way(message: Message, now: datetime) -> Message:
    """A way to the recipient was given; what is no longer of use stays unsent."""
    if now > message.of_use_until:
        return supersede(message, Moot.TOO_LATE)
    return replace(message, state=step(message.state, Trigger.FIND_WAY), lane=None, reason=None)


def supersede(message: Message, why: Moot) -> Message:
    return replace(message, state=step(message.state, Trigger.SUPERSEDE), reason=why)


def owe_again(message: Message, variables: Mapping[str, Any]) -> Message:
    """What had been superseded became true again, with other numbers."""
    return replace(message, state=step(message.state, Trigger.OWE), variables=variables, reason=None)


def is_unsent(message: Message) -> bool:
    return message.state in UNSENT
