"""What must hold after every run, whatever was done to it. Each oracle yields what it has against a run."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from tests.faults.aftermath import Aftermath, Row, Span, Told

Oracle = Callable[[Aftermath], Iterator[str]]
ANSWERS = ("RescueOpened", "SightingJoined", "SightingDeclined")
REPORTER = {"received": ("sent",), "on_its_way": ("sent", "superseded"), "closed": ("sent", "quiet")}
ATTEMPT_SECONDS = 8.0 + 5.0
"""As long as an attempt lasts, and as long as it is watched before it is given up for lost."""


def every_report_has_one_answer(after: Aftermath) -> Iterator[str]:
    """Each 201 is kept, and the same call told twice is one report."""
    kept = {row["id"]: row["reference"] for row in after.reports}
    for reference, ids in after.promised.items():
        if len(ids) > 1:
            yield f"{reference} was given {len(ids)} ids: {sorted(ids)}"
        yield from (f"{reference} was answered 201 and {id} is not there" for id in ids if id not in kept)
    asked = set(after.promised) | set(after.unanswered)
    yield from (f"nobody called about {id} ({name})" for id, name in kept.items() if name not in asked)
    yield from (f"{name} is there {n} times" for name, n in Counter(kept.values()).items() if n > 1)


def every_report_is_in_one_rescue(after: Aftermath) -> Iterator[str]:
    """In exactly one rescue or declined with a reason, and none besides; the desk knows the same."""
    reports = {row["id"]: row for row in after.reports}
    sightings = {row["id"]: row for row in after.sightings}
    rescues = {row["id"] for row in after.rescues}
    yield from (f"{id} came to no rescue" for id in reports if id not in sightings)
    yield from (f"{id} is a sighting that nobody reported" for id in sightings if id not in reports)
    used = {row["rescue"] for row in after.sightings}
    yield from (f"rescue {id} has no sighting" for id in rescues - used)
    for id, row in sightings.items():
        if (row["rescue"] is None) == (row["declined"] is None):
            yield f"{id} is neither in a rescue nor declined, or both"
        if id in reports and reports[id]["rescue"] != row["rescue"]:
            yield f"{id} is in rescue {row['rescue']}, the desk says {reports[id]['rescue']}"
    said = Counter(fact.data["sighting"] for fact in first_told(after.log) if fact.fact in ANSWERS)
    yield from (f"patrol answered {said[id]} times for {id}" for id in sightings if said[id] != 1)


def every_rescue_was_answered_once(after: Aftermath) -> Iterator[str]:
    said = Counter(fact.data["rescue"] for fact in first_told(after.log) if fact.fact == "RescueAnswered")
    for row in after.rescues:
        if row["state"] != "answered" or said[row["id"]] != 1:
            yield f"rescue {row['id']} is {row['state']}, its answer was said {said[row['id']]} times"
    open_reports = [row["id"] for row in after.reports if row["state"] != "closed"]
    yield from (f"report {id} is not closed" for id in open_reports)


def outboxes_are_empty(after: Aftermath) -> Iterator[str]:
    yield from (f"{name}: {count} facts were not sent" for name, count in after.outbox.items() if count)


def positions_are_at_the_end(after: Aftermath) -> Iterator[str]:
    for name, late in after.behind.items():
        yield from (f"{name}: {place} {words}" for place, words in late.items())


def nothing_is_parked(after: Aftermath) -> Iterator[str]:
    for name, facts in after.parked.items():
        yield from (f"{name}: {fact['topic']} {fact['key']}: {fact['reason']}" for fact in facts)


def order_is_kept_per_root(after: Aftermath) -> Iterator[str]:
    """By sequence, in the order of the topic, each fact where it was heard first."""
    last: dict[tuple[str, str], Told] = {}
    for fact in first_told(after.log):
        # A story's facts are about several messages, and each message has a sequence of its own.
        root = (fact.topic, fact.data.get("message", fact.key))
        before = last.get(root)
        if before is not None and before.sequence > fact.sequence:
            yield f"{root}: {fact.fact} {fact.sequence} at {fact.offset} after {before.fact} {before.sequence}"
        last[root] = fact


def nobody_is_in_two_places(after: Aftermath) -> Iterator[str]:
    live = [row for row in after.offers if row["live"]]
    for what in ("team", "rescue"):
        counts = Counter(row[what] for row in live)
        yield from (f"{what} {id} has {count} live offers" for id, count in counts.items() if count > 1)


def messages_are_made_once(after: Aftermath) -> Iterator[str]:
    words = ("template", "about", "round", "party", "recipient")
    counts = Counter(tuple(row[word] for word in words) for row in after.messages)
    yield from (f"{count} messages {which}" for which, count in counts.items() if count > 1)
    ids = Counter(row["id"] for row in after.messages)
    yield from (f"message {id} is there {count} times" for id, count in ids.items() if count > 1)
    yield from (f"the provider was given {id}, which is no message" for id in after.came if id not in ids)
    for row in after.messages:
        out = row["state"] == "sent" and row["channel"] != "in_app"
        if out and not after.took[row["id"]]:
            yield f"message {row['id']} is sent, and the provider never took it"
        if after.came[row["id"]] > row["attempts"]:
            yield f"message {row['id']} came {after.came[row['id']]} times in {row['attempts']} attempts"


def every_attempt_is_counted(after: Aftermath) -> Iterator[str]:
    """What is written of the attempts and what the message says of them came from the same units of work."""
    made = Counter(row["message"] for row in after.attempts)
    for row in after.messages:
        if row["attempts"] != made[row["id"]]:
            yield f"{row['id']} ({row['state']}) counts {row['attempts']} attempts of {made[row['id']]}"


def every_further_attempt_has_a_cause(after: Aftermath) -> Iterator[str]:
    """A message is tried again after a crash of ours or a failure of the provider, and for no other reason."""
    tries: dict[str, list[Row]] = defaultdict(list)
    for row in after.attempts:
        tries[row["message"]].append(row)
    for message, made in tries.items():
        *earlier, _ = sorted(made, key=lambda row: row["number"])
        for row in earlier:
            causes = after.unwell if row["verdict"] == "broken" else after.crashes
            if row["verdict"] == "refused" or not _falls_in(row, causes, after.slack):
                yield f"{message}: attempt {row['number']} ended {row['verdict']} {row['detail']}, for no cause"


def every_reporter_was_told_once(after: Aftermath) -> Iterator[str]:
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in after.messages:
        if row["party"] == "reporter":
            told[row["about"], row["template"]].append(row["state"])
    accepted = {row["rescue"] for row in after.offers if row["accepted_at"]}
    going = {row["id"] for row in after.sightings if row["rescue"] in accepted}
    for report in after.reports:
        if report["reference"] not in after.with_number:
            continue
        for template, fine in REPORTER.items():
            states = told[report["id"], template]
            owed = 1 if template != "on_its_way" or report["id"] in going else 0
            if len(states) != owed or any(state not in fine for state in states):
                yield f"{report['reference']} {report['id']}: {template} is {states or 'missing'}"


def stock_is_never_negative(after: Aftermath) -> Iterator[str]:
    for team in after.teams:
        stock: Mapping[str, int] = team["stock"]
        yield from (f"{team['name']} has {n} of {item}" for item, n in stock.items() if n < 0)


def every_stopped_clock_is_a_sample(after: Aftermath) -> Iterator[str]:
    samples = Counter(row["rescue"] for row in after.samples)
    stopped = {row["id"] for row in after.rescues if row["stopped"]}
    yield from (
        f"rescue {id} was stopped and has {samples[id]} samples" for id in stopped if samples[id] != 1
    )
    yield from (f"rescue {id} has a sample and runs" for id in samples if id not in stopped)


def nothing_ended_by_itself(after: Aftermath) -> Iterator[str]:
    yield from after.surprises


ORACLES: Sequence[Oracle] = (
    every_report_has_one_answer,
    every_report_is_in_one_rescue,
    every_rescue_was_answered_once,
    outboxes_are_empty,
    positions_are_at_the_end,
    nothing_is_parked,
    order_is_kept_per_root,
    nobody_is_in_two_places,
    messages_are_made_once,
    every_attempt_is_counted,
    every_further_attempt_has_a_cause,
    every_reporter_was_told_once,
    stock_is_never_negative,
    every_stopped_clock_is_a_sample,
    nothing_ended_by_itself,
)


def first_told(log: Sequence[Told]) -> Iterator[Told]:
    """Each fact once, where it stands first; partition by partition."""
    known: set[str] = set()
    for fact in log:
        if fact.id not in known:
            known.add(fact.id)
            yield fact


def _falls_in(attempt: Row, causes: Sequence[Span], slack: float) -> bool:
    begins = datetime.fromisoformat(attempt["started_at"])
    lasting, wrong = timedelta(seconds=ATTEMPT_SECONDS), timedelta(seconds=slack)
    return any(
        span.begins - wrong <= begins + lasting and (span.ends is None or begins <= span.ends + wrong)
        for span in causes
    )
