"""Request and response models of keys and messages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from services.chassis.web import Body, Shown
from services.contracts.words import Role
from services.notify.domain.escalation import Rank, rank_of
from services.notify.domain.message import Channel, Message, Party, Verdict
from services.notify.domain.states import State
from services.notify.domain.templates import words_of
from services.notify.operations.escalating import Standing
from services.notify.repository.escalations import EscalationRow

CODE = r"\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?"
Area = Annotated[str, StringConstraints(pattern=rf"^{CODE}$")]
Scope = Annotated[str, StringConstraints(pattern=rf"^(\*|{CODE})$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class NewKey(Body):
    name: Name
    role: Role
    area: Scope = Field(description="division code whose inside the key sees, or `*`")
    team: Id | None = Field(default=None, description="the team that a key of role team speaks for")


class KeyShown(Shown):
    id: str
    name: str
    role: Role
    area: str
    team: str | None = None
    made_at: datetime
    made_by: str
    revoked_at: datetime | None = None


class KeyMade(KeyShown):
    key: str | None = Field(
        default=None,
        description="shown this once; absent when the answer is replayed to the same Idempotency-Key",
    )


class Acknowledgement(Shown):
    """Somebody has taken it in hand; until then nobody else is told of it."""

    at: datetime
    by: str
    until: datetime


class MessageShown(Shown):
    id: str
    template: str
    party: Party
    team: str | None
    rank: Rank | None = Field(description="of a leader, who was meant: on_duty, stand_in, county …")
    climbs: bool = Field(description="others are told, step by step, until it is over or acknowledged")
    acknowledged: Acknowledgement | None = Field(description="the latest, also where its time is over")
    about: str = Field(description="id of the sighting, offer or rescue that it tells of")
    round: int
    story: str
    area: str
    drill: bool
    state: State
    reason: str | None = Field(description="why it is in this state, in a word")
    channel: Channel | None
    language: str
    attempts: int
    made_at: datetime
    of_use_until: datetime
    sent_at: datetime | None


class Undelivered(Shown):
    since: datetime = Field(description="when the night began")
    count: int = Field(description="failed, or without a way to the recipient")


class AttemptShown(Shown):
    number: int
    channel: str
    started_at: datetime
    ended_at: datetime | None
    verdict: Verdict | None = Field(description="none while it is under way")
    detail: str | None
    person: str | None = Field(default=None, description="who was on duty, where one person was told")


class WholeMessage(MessageShown):
    text: str
    tries: list[AttemptShown]


class InboxItem(Shown):
    id: str
    template: str
    text: str
    climbs: bool
    acknowledged: Acknowledgement | None
    story: str
    about: str
    area: str
    drill: bool
    sent_at: datetime


def message_values(message: Message, standing: Standing | None) -> dict[str, Any]:
    names = set(MessageShown.model_fields) - {"team", "rank", "climbs", "acknowledged"}
    return {name: getattr(message, name) for name in names} | {
        "team": message.recipient or None if message.party is Party.TEAM else None,
        "rank": rank_of(message.recipient) if message.party is Party.LEADER else None,
        **climbing(standing),
    }


def climbing(standing: Standing | None) -> dict[str, Any]:
    """None: of what never climbs."""
    if standing is None:
        return {"climbs": False, "acknowledged": None}
    return {"climbs": standing.climbs, "acknowledged": acknowledgement(standing.row)}


def acknowledgement(climb: EscalationRow | None) -> Acknowledgement | None:
    if climb is None or climb.acknowledged_at is None or climb.acknowledged_until is None:
        return None
    return Acknowledgement(
        at=climb.acknowledged_at, by=climb.acknowledged_by or "", until=climb.acknowledged_until
    )


def text_of(message: Message, texts: Mapping[str, str]) -> str:
    """`texts` of wordings by id: with its own it was tried."""
    return words_of(message, message.language, texts.get(message.wording or ""))
