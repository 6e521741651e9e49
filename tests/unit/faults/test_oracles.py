"""The oracles of `make faults` are content with a good night and notice every damage."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.faults.aftermath import Aftermath, Span, Told
from tests.faults.judge import judge, verdicts

NIGHT = datetime(2026, 12, 5, 19, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NIGHT + timedelta(seconds=seconds)


def fact(offset: int, id: str, name: str, sequence: int, **data: Any) -> Told:
    return Told("patrol.facts", 0, offset, data.get("rescue", ""), id, name, sequence, data)


def message(template: str, about: str, attempts: int = 1, state: str = "sent") -> dict[str, Any]:
    words = {"template": template, "about": about, "round": 1, "party": "reporter", "recipient": ""}
    return {"id": f"{template}-{about}", **words, "channel": "sms", "state": state, "attempts": attempts}


def attempt(message: str, number: int, begins: float, verdict: str | None = "sent") -> dict[str, Any]:
    times = {"started_at": at(begins).isoformat(), "ended_at": at(begins + 0.1).isoformat()}
    return {"message": message, "number": number, **times, "verdict": verdict, "detail": ""}


def good_night() -> Aftermath:
    """Two calls about one person: one rescue, every word said once, one of them after a crash at 100 s."""
    words = [(template, about) for about in ("s1", "s2") for template in ("received", "on_its_way", "closed")]
    messages = [message(*which) for which in words]
    messages[0]["attempts"] = 2
    attempts = [attempt(row["id"], 1, 10) for row in messages[1:]]
    attempts += [attempt("received-s1", 1, 99, "unknown"), attempt("received-s1", 2, 110)]
    took = Counter({row["id"]: 1 for row in messages})
    report = {"rescue": "r1", "state": "closed", "taken_over": "taken_over"}
    return Aftermath(
        promised={"call-1": {"s1"}, "call-2": {"s2"}},
        unanswered=[],
        with_number={"call-1", "call-2"},
        surprises=[],
        came=took + Counter({"received-s1": 1}),
        took=took,
        crashes=[Span(at(100), at(103))],
        unwell=[Span(at(200), at(203))],
        slack=0,
        outbox={"intake": 0},
        parked={"intake": []},
        behind={"intake": {}},
        log=[
            fact(0, "a", "RescueOpened", 1, rescue="r1", sighting="s1"),
            fact(1, "b", "SightingJoined", 2, rescue="r1", sighting="s2"),
            fact(2, "a", "RescueOpened", 1, rescue="r1", sighting="s1"),
            fact(3, "c", "RescueAnswered", 3, rescue="r1"),
        ],
        reports=[{"id": f"s{n}", "reference": f"call-{n}", **report} for n in (1, 2)],
        sightings=[{"id": id, "rescue": "r1", "declined": None} for id in ("s1", "s2")],
        rescues=[{"id": "r1", "state": "answered", "stopped": True}],
        offers=[{"id": "o1", "rescue": "r1", "team": "t1", "live": False, "accepted_at": "then"}],
        samples=[{"rescue": "r1", "seconds": 60.0}],
        teams=[{"id": "t1", "name": "甲队", "stock": {"quilt": 0}}],
        messages=messages,
        attempts=attempts,
    )


def test_a_good_night_is_fine() -> None:
    well, lines = judge(good_night())
    assert well, lines


Damage = Callable[[Aftermath], Mapping[str, Any]]
LIVE = [{"id": id, "rescue": id, "team": "t1", "live": True, "accepted_at": None} for id in ("o2", "o3")]
OTHER = {"id": "s3", "reference": "call-3", "rescue": "r1", "state": "closed", "taken_over": "taken_over"}
DAMAGES: list[tuple[str, str, Damage]] = [
    ("a 201 is not there", "every report has one answer", lambda n: {"reports": n.reports[1:]}),
    ("a call has two ids", "every report has one answer", lambda n: {"promised": {"call-1": {"s1", "s2"}}}),
    ("nobody called", "every report has one answer", lambda n: {"reports": [*n.reports, OTHER]}),
    ("no rescue", "every report is in one rescue", lambda n: {"sightings": n.sightings[1:]}),
    (
        "an empty rescue",
        "every report is in one rescue",
        lambda n: {"rescues": [*n.rescues, {**n.rescues[0], "id": "r2"}]},
    ),
    (
        "neither",
        "every report is in one rescue",
        lambda n: {"sightings": [{**n.sightings[0], "rescue": None}, n.sightings[1]]},
    ),
    (
        "the desk knows other",
        "every report is in one rescue",
        lambda n: {"reports": [{**n.reports[0], "rescue": "r2"}, n.reports[1]]},
    ),
    (
        "opened twice",
        "every report is in one rescue",
        lambda n: {"log": [*n.log, fact(4, "z", "RescueOpened", 9, rescue="r2", sighting="s1")]},
    ),
    (
        "open for ever",
        "every rescue was answered once",
        lambda n: {"rescues": [{**n.rescues[0], "state": "accepted"}]},
    ),
    (
        "answered twice",
        "every rescue was answered once",
        lambda n: {"log": [*n.log, fact(4, "z", "RescueAnswered", 9, rescue="r1")]},
    ),
    (
        "an open report",
        "every rescue was answered once",
        lambda n: {"reports": [{**n.reports[0], "state": "open"}, n.reports[1]]},
    ),
    ("unsent", "outboxes are empty", lambda n: {"outbox": {"intake": 1}}),
    ("behind", "positions are at the end", lambda n: {"behind": {"intake": {"patrol.facts/0": "at 3 of 4"}}}),
    (
        "parked",
        "nothing is parked",
        lambda n: {"parked": {"intake": [{"topic": "t", "key": "k", "reason": "r"}]}},
    ),
    ("out of order", "order is kept per root", lambda n: {"log": [n.log[1], n.log[0], n.log[3]]}),
    ("a team twice", "nobody is in two places", lambda n: {"offers": LIVE}),
    (
        "a message twice",
        "messages are made once",
        lambda n: {"messages": [*n.messages, {**n.messages[0], "id": "other"}]},
    ),
    ("an unknown message", "messages are made once", lambda n: {"came": n.came + Counter({"stranger": 1})}),
    ("never taken", "messages are made once", lambda n: {"took": Counter()}),
    ("came too often", "messages are made once", lambda n: {"came": n.came + Counter({"received-s1": 1})}),
    (
        "an attempt forgotten",
        "every attempt is counted",
        lambda n: {"messages": [{**n.messages[0], "attempts": 1}, *n.messages[1:]]},
    ),
    ("cut off in peace", "every further attempt has a cause", lambda n: {"crashes": []}),
    (
        "broken in peace",
        "every further attempt has a cause",
        lambda n: {"attempts": [attempt("closed-s1", 1, 100, "broken"), attempt("closed-s1", 2, 101)]},
    ),
    (
        "tried after a yes",
        "every further attempt has a cause",
        lambda n: {"attempts": [attempt("closed-s1", 1, 10), attempt("closed-s1", 2, 11)]},
    ),
    ("not told", "every reporter was told once", lambda n: {"messages": n.messages[1:]}),
    (
        "told in vain",
        "every reporter was told once",
        lambda n: {"messages": [{**n.messages[0], "state": "failed"}, *n.messages[1:]]},
    ),
    ("too little", "stock is never negative", lambda n: {"teams": [{**n.teams[0], "stock": {"quilt": -1}}]}),
    ("no sample", "every stopped clock is a sample", lambda n: {"samples": []}),
    (
        "a sample too many",
        "every stopped clock is a sample",
        lambda n: {"samples": [*n.samples, {"rescue": "r9", "seconds": 1}]},
    ),
    ("died", "nothing ended by itself", lambda n: {"surprises": ["patrol-0 ended by itself"]}),
]


@pytest.mark.parametrize(
    ("oracle", "damage"), [damage[1:] for damage in DAMAGES], ids=[d[0] for d in DAMAGES]
)
def test_every_damage_is_noticed(oracle: str, damage: Damage) -> None:
    night = good_night()
    found = dict(verdicts(replace(night, **damage(night))))
    assert found[oracle], "nothing was said against it"


def test_every_oracle_was_seen_to_notice_something() -> None:
    assert {oracle for _, oracle, _ in DAMAGES} == {name for name, _ in verdicts(good_night())}
