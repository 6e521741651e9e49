"""Who else must know when a trouble lasts: rules as data (`escalation.json`), steps by time.

A trouble is a fact: a rescue queued, at risk, breached; an offer that nobody answered; a conversation that fell
silent. It begins when it is heard, climbs one step after the other, and ends when another fact ends it, which is
looked up in the journal each time that a step is due. An acknowledgement stops it for a while; then it begins again
from below.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from services.notify.domain.journal import Entry


class Rank(StrEnum):
    """Whom a step tells, decided at the moment of sending; in the order in which they are told."""

    ON_DUTY = "on_duty"
    """Whoever leads the area."""
    STAND_IN = "stand_in"
    """The one who would lead if that person were away."""
    COUNTY = "county"
    PREFECTURE = "prefecture"
    PROVINCE = "province"


DIGITS: Mapping[Rank, int] = {Rank.COUNTY: 6, Rank.PREFECTURE: 4, Rank.PROVINCE: 2}
"""Of the division code whose leader it is."""


@dataclass(frozen=True)
class Step:
    after: timedelta
    to: Rank


@dataclass(frozen=True)
class Rule:
    """`same`: which fields of another fact say what a field of the trouble says, where the two are about one thing;
    `same_where_said` must be equal where the other fact has it. `only_the_first`: another trouble of its kind that has
    not ended climbs for both. `answered_elsewhere`: what ends it may be heard before it."""

    template: str
    same: Mapping[str, Sequence[str]]
    ends: frozenset[str]
    steps: tuple[Step, ...]
    acknowledged_for: timedelta
    again_after: timedelta
    ends_by_promise: frozenset[str] = frozenset()
    same_where_said: tuple[str, ...] = ()
    only_the_first: bool = False
    answered_elsewhere: bool = False

    @property
    def tells_at_once(self) -> bool:
        return not self.steps[0].after


def rule_from(data: Mapping[str, Any]) -> Rule:
    """Raises ValueError for steps that do not go up in time, and KeyError for what is missing."""
    steps = tuple(Step(timedelta(seconds=step["after_seconds"]), Rank(step["to"])) for step in data["steps"])
    times = [step.after for step in steps]
    if not steps or times != sorted(set(times)) or times[0] < timedelta(0):
        raise ValueError(f"{data['template']}: each step comes after the one before")
    return Rule(
        template=data["template"],
        same=data["same"],
        ends=frozenset(data["ends"]),
        steps=steps,
        acknowledged_for=timedelta(seconds=data["acknowledged_for_seconds"]),
        again_after=timedelta(seconds=data["again_after_seconds"]),
        ends_by_promise=frozenset(data.get("ends_by_promise", ())),
        same_where_said=tuple(data.get("same_where_said", ())),
        only_the_first=data.get("only_the_first", False),
        answered_elsewhere=data.get("answered_elsewhere", False),
    )


DATA = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
RULES: Mapping[str, Rule] = {fact: rule_from(data) for fact, data in DATA["rules"].items()}
"""By the name of the fact that is the trouble."""
DEFAULT_MARGIN = timedelta(minutes=5)


@dataclass(frozen=True)
class Climb:
    """How far it has come. `step`: the next to be taken; `lap`: how often it has begun from below; `firing`: the round
    of the one clock that counts."""

    lap: int = 1
    step: int = 0
    firing: int = 1
    acknowledged_until: datetime | None = None

    def is_acknowledged(self, now: datetime) -> bool:
        return self.acknowledged_until is not None and now < self.acknowledged_until


def begun(rule: Rule) -> tuple[Climb, timedelta]:
    """What is left when the trouble has been told to whom it is told at once, and when that is due."""
    first = 1 if rule.tells_at_once else 0
    if first == len(rule.steps):
        return Climb(lap=2), rule.again_after
    return Climb(step=first), rule.steps[first].after


def climbed(rule: Rule, climb: Climb) -> tuple[Climb, timedelta]:
    """After a step: the next one, or from below again, and how long until then."""
    following, taken = climb.step + 1, rule.steps[climb.step].after
    if following < len(rule.steps):
        up = replace(climb, step=following, firing=climb.firing + 1)
        return up, rule.steps[following].after - taken
    return replace(climb, lap=climb.lap + 1, step=0, firing=climb.firing + 1), rule.again_after


def acknowledged(rule: Rule, climb: Climb, now: datetime) -> Climb:
    """It rests, and begins from below where it is still true then."""
    until = now + rule.acknowledged_for
    return replace(climb, lap=climb.lap + 1, step=0, firing=climb.firing + 1, acknowledged_until=until)


def recipient(climb: Climb, to: Rank) -> str:
    """What tells the messages of one trouble apart: `stand_in`, in the second lap `stand_in.2`."""
    return to.value if climb.lap == 1 else f"{to}.{climb.lap}"


def rank_of(recipient: str) -> Rank:
    """Of a message to a leader."""
    name = recipient.partition(".")[0]
    return Rank(name) if name else Rank.ON_DUTY


def is_over(rule: Rule, trouble: Entry, told: Iterable[Entry]) -> bool:
    """Whether something that was heard has ended it, or another trouble of its kind climbs for it."""
    related = [entry for entry in told if entry.id != trouble.id and _is_same(rule, trouble, entry)]
    if any(_ends(rule, trouble, entry) and _is_later(trouble, entry) for entry in related):
        return True
    before = [entry for entry in related if entry.fact == trouble.fact and not _is_later(trouble, entry)]
    return rule.only_the_first and any(not _ended_between(rule, one, trouble, related) for one in before)


def _ended_between(rule: Rule, first: Entry, second: Entry, related: Iterable[Entry]) -> bool:
    return any(
        _ends(rule, first, entry) and _is_later(first, entry) and not _is_later(second, entry)
        for entry in related
    )


def _is_same(rule: Rule, trouble: Entry, entry: Entry) -> bool:
    for field, others in rule.same.items():
        if not any(entry.data.get(other) == trouble.data[field] for other in others):
            return False
    return all(
        entry.data.get(field, trouble.data[field]) == trouble.data[field] for field in rule.same_where_said
    )


def _is_later(trouble: Entry, entry: Entry) -> bool:
    """Of one root the versions count. Between roots there is no order: an answer is an answer."""
    return entry.subject != trouble.subject or entry.sequence > trouble.sequence


def _ends(rule: Rule, trouble: Entry, entry: Entry) -> bool:
    if entry.fact in rule.ends:
        return True
    return entry.fact in rule.ends_by_promise and _restores_the_margin(trouble, entry)


def _restores_the_margin(trouble: Entry, entry: Entry) -> bool:
    wanted = trouble.data.get("wanted_margin_seconds")
    margin = DEFAULT_MARGIN if wanted is None else timedelta(seconds=wanted)
    deadline, promised = (
        datetime.fromisoformat(data[name])
        for data, name in ((trouble.data, "deadline"), (entry.data, "promised_at"))
    )
    return promised + margin <= deadline
