"""Asks the oracles about a night, and tells what it was."""

from collections import Counter
from collections.abc import Iterator

from services.platform.alone import SERVICES
from tests.faults import aftermath
from tests.faults.aftermath import Aftermath, Span
from tests.faults.night import Night
from tests.faults.oracles import ORACLES
from tests.faults.plan import Deed
from tests.faults.topics import admin_log, latest

MOST_EVIDENCE = 10
UNWELL = (Deed.PROVIDER_FAILS, Deed.PROVIDER_HANGS)


async def left_behind(night: Night) -> Aftermath:
    server = night.stack.postgres.server
    async with admin_log(night.stack) as log:
        topics = sorted({topic for name in SERVICES for topic in aftermath.listens_to(name)})
        ends = await log.ends(topics)
        found = [aftermath.told(record) for topic in topics for record in await latest(log, topic)]
    entries = night.diary.entries
    crashes = [e for e in entries if e.service in ("notify", "PostgreSQL") and e.deed is not Deed.DOUBLED]
    return Aftermath(
        promised=dict(night.line.promised),
        unanswered=night.callers.unaccounted,
        with_number=night.callers.with_number,
        surprises=[*night.diary.surprises, *night.restless, *_left_open(night)],
        came=night.provider.came,
        took=night.provider.took,
        crashes=[Span(entry.at, entry.until) for entry in crashes],
        unwell=[Span(entry.at, entry.until) for entry in entries if entry.deed in UNWELL],
        slack=night.deeds.largest_jump,
        outbox=aftermath.unsent(server),
        parked=aftermath.parked(server),
        behind=aftermath.behind(server, ends),
        log=found,
        **aftermath.tables(server),
    )


def _left_open(night: Night) -> Iterator[str]:
    if night.left_open:
        yield "rescues stayed open that no crew could get"


def verdicts(after: Aftermath) -> Iterator[tuple[str, list[str]]]:
    """Each oracle by name, with what it has against the run."""
    for oracle in ORACLES:
        yield oracle.__name__.replace("_", " "), list(oracle(after))


def judge(after: Aftermath) -> tuple[bool, list[str]]:
    """Whether all holds, and the lines that say so."""
    well, lines = True, []
    for name, complaints in verdicts(after):
        well = well and not complaints
        lines.append(f"{'ok  ' if not complaints else 'FAIL'} {name}")
        lines += [f"       {complaint}" for complaint in complaints[:MOST_EVIDENCE]]
        if len(complaints) > MOST_EVIDENCE:
            lines.append(f"       and {len(complaints) - MOST_EVIDENCE} more")
    return well, lines


def told(night: Night, after: Aftermath) -> Iterator[str]:
    """The figures of the night."""
    yield from night.diary.lines()
    log = (night.stack.folder / "kafka/broker.log").read_text(errors="replace")
    rebalances = log.count("Preparing to rebalance group")
    own_logs = [member.log.read_text(errors="replace") for member in night.stack.members.values()]
    fenced = sum(text.count("consumer_fenced") for text in own_logs)
    counted = sum(night.diary.fences.values())
    parked = sum(text.count("fact_parked") for text in own_logs)
    yield f"fences: {fenced} in the logs, {counted} on /metrics when last asked; rebalances: {rebalances}"
    yield f"parked on the way: {parked}"
    for deed, why in night.deeds.left_out.items():
        yield f"left out: {deed} ({why})"
    fates = ", ".join(f"{count} {fate}" for fate, count in night.callers.fates.items())
    yield f"reports: {night.callers.made} made; {fates}; answers by status: {_counts(night.line.answers)}"
    joined = len(after.sightings) - len(after.rescues)
    yield f"rescues: {len(after.rescues)} ({joined} sightings joined one); offers: {len(after.offers)}"
    doubles = len(after.log) - len({fact.id for fact in after.log})
    yield f"facts: {len(after.log)} on the log, {doubles} of them again"
    unknown = sum(row["verdict"] == "unknown" for row in after.attempts)
    broken = sum(row["verdict"] == "broken" for row in after.attempts)
    yield (
        f"messages: {len(after.messages)}; attempts: {len(after.attempts)} ({broken} broke at the provider, "
        f"{unknown} cut off by {len(after.crashes)} crashes)"
    )
    yield "seconds: " + ", ".join(f"{what} {seconds:.0f}" for what, seconds in night.seconds.items())


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{count} × {what}" for what, count in counts.most_common())
