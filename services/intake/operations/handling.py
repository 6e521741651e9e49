"""What people do with a report: note, hand over, accept, close, call back."""

from services.chassis.access import Actor, Hidden
from services.chassis.log import Work
from services.contracts.intake import (
    HandOverAccepted,
    ReportClosed,
    ReporterCalledBack,
    ReportHandedOver,
    ReportNoted,
)
from services.contracts.words import CallBackResult, Kind, Role
from services.intake.domain import report as decisions
from services.intake.domain.errors import RecipientUnknown
from services.intake.domain.report import Person, Recipient, Report
from services.intake.operations.clocks import stop_clocks
from services.intake.operations.telling import tell
from services.intake.policy import RULES
from services.intake.repository import reports
from services.intake.repository.people import holder_of

ROLE, KEY = "role:", "key:"


async def note(work: Work, actor: Actor, kind: Kind, report_id: str, words: str) -> Report:
    before = await find(work, actor, kind, report_id)
    noted = decisions.note(before)
    await reports.save(work.session, before, noted)
    sealed = work.keyring.seal("words", words)
    await tell(work, noted, ReportNoted(report=noted.id, note=sealed), {"words": sealed})
    return noted


async def hand_over(work: Work, actor: Actor, kind: Kind, report_id: str, to: str) -> Report:
    """`to`: a key's id, `key:<id>`, or `role:<role>` for whoever of that role is in reach."""
    before = await find(work, actor, kind, report_id)
    recipient = await _recipient(work, before, to)
    passed = decisions.hand_over(before, recipient, person(actor))
    await reports.save(work.session, before, passed)
    fact = ReportHandedOver(report=passed.id, from_owner=passed.owner, to_owner=recipient.label)
    await tell(work, passed, fact, {"from": passed.owner, "to": recipient.label})
    return passed


async def accept(work: Work, actor: Actor, kind: Kind, report_id: str) -> Report:
    before = await find(work, actor, kind, report_id)
    accepted = decisions.accept(before, person(actor))
    await reports.save(work.session, before, accepted)
    fact = HandOverAccepted(report=accepted.id, from_owner=before.owner, to_owner=accepted.owner)
    await tell(work, accepted, fact, {"from": before.owner, "to": accepted.owner})
    return accepted


async def close(work: Work, actor: Actor, kind: Kind, report_id: str, outcome: str, reason: str) -> Report:
    before = await find(work, actor, kind, report_id)
    closed = decisions.close(before, outcome, person(actor), work.now)
    await reports.save(work.session, before, closed)
    await stop_clocks(work, closed)
    sealed = work.keyring.seal("words", reason)
    fact = ReportClosed(report=closed.id, outcome=outcome, reason=sealed)
    await tell(work, closed, fact, {"outcome": outcome, "reason": sealed})
    return closed


async def call_back(
    work: Work, actor: Actor, kind: Kind, report_id: str, result: CallBackResult, words: str | None
) -> Report:
    """Its reporter was telephoned; `words` is what they said."""
    before = await find(work, actor, kind, report_id)
    called = decisions.call_back(before, result, person(actor), work.now)
    assert called.call_back is not None, "what was called is counted"
    await reports.save(work.session, before, called)
    sealed = work.keyring.seal_or_none("words", words)
    tries, again_by = called.call_back.tries, called.call_back.due_at
    fact = ReporterCalledBack(report=called.id, attempt=tries, result=result, again_by=again_by, note=sealed)
    await tell(work, called, fact, {"result": result, "words": sealed})
    return called


async def find(work: Work, actor: Actor, kind: Kind, report_id: str) -> Report:
    """Raises Hidden for what is not there, of another kind, in a foreign area, or not the team's own."""
    report = await reports.load(work.session, report_id)
    if report is None or report.kind is not kind:
        raise Hidden
    actor.must_see(report.area)
    if actor.role is Role.TEAM and actor.label not in (report.owner, report.taken_by):
        raise Hidden
    return report


def person(actor: Actor) -> Person:
    return Person(actor.label, actor.role)


async def _recipient(work: Work, report: Report, to: str) -> Recipient:
    """Somebody at a desk who may handle this kind of report, here. Raises RecipientUnknown."""
    entitled = [role for role in RULES[report.kind].handled_by if role is not Role.TEAM]
    if to.startswith(ROLE):
        role = to.removeprefix(ROLE)
        if role not in entitled:
            raise RecipientUnknown
        return Recipient(to, Role(role))
    holder = await holder_of(work.session, to.removeprefix(KEY))
    if holder is None or holder.role not in (*entitled, Role.ADMIN) or not holder.may_see(report.area):
        raise RecipientUnknown
    return Recipient(holder.label, holder.role)
