"""A call becomes a report: owned, numbered, placed and said, all at once or not at all."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.chassis.access import Actor, hash_of
from services.chassis.clock import office_day
from services.chassis.log import Work
from services.contracts.intake import IntakeFact, ReportHandedOver, ReportTaken, SightingReported
from services.contracts.reference.divisions import division, division_at
from services.contracts.values import Point
from services.contracts.words import Kind
from services.intake.domain import taking
from services.intake.domain.conversation import TakenOver
from services.intake.domain.errors import DivisionUnknown, ReferenceReused
from services.intake.domain.report import Report, entrust
from services.intake.domain.taking import Told
from services.intake.operations.clocks import set_clock
from services.intake.operations.telling import say, tell
from services.intake.policy import RULES
from services.intake.repository import reports
from services.intake.repository.informants import is_informant
from services.intake.repository.numbers import next_number
from services.intake.repository.reports import Bookkeeping, Said


@dataclass(frozen=True)
class Taken:
    """`tracking_token` is shown once; None when the report was there before."""

    report: Report
    tracking_token: str | None

    @property
    def new(self) -> bool:
        return self.tracking_token is not None


@dataclass(frozen=True)
class _Judged:
    area: str
    received_at: datetime
    found_at: datetime | None

    @property
    def day(self) -> date:
        return office_day(self.received_at)


async def take(work: Work, actor: Actor, kind: Kind, told: Told) -> Taken:
    """Everything is judged before anything is written. The same reference again gives the report that is there."""
    if told.reference is not None and (known := await _known(work, actor, kind, told)):
        return Taken(known, None)
    judged = _judge(actor, kind, told, work.now)
    said = await _sealed(work, told, judged)
    token = work.ids.secret()
    books = Bookkeeping(
        county=taking.county_of(judged.area),
        winter=taking.winter_of(judged.day),
        sender=actor.id,
        content_mark=_mark(work, kind, told) if told.reference is not None else None,
        tracking_hash=hash_of(token),
    )
    # Last of all: whoever takes a report in the same county waits from here to our commit.
    count = await next_number(work.session, books.county, books.winter, kind)
    report = _begun(work, actor, kind, judged, taking.number_of(kind, count), told.drill)
    first = _first_fact(report, said, work.keyring.seal_or_none("words", _place(told)))
    report = await _insert_and_say(work, actor, report, said, books, first)
    await set_clock(work, report)
    return Taken(report, token)


async def _known(work: Work, actor: Actor, kind: Kind, told: Told) -> Report | None:
    assert told.reference is not None
    found = await reports.by_reference(work.session, actor.id, told.reference)
    if found is None:
        return None
    report, mark = found
    if mark != _mark(work, kind, told):
        raise ReferenceReused
    return report


def _mark(work: Work, kind: Kind, told: Told) -> str:
    """Keyed, because a telephone number could be guessed from a plain hash."""
    return work.keyring.index("words", f"{kind}\n{told.content}")


def _judge(actor: Actor, kind: Kind, told: Told, now: datetime) -> _Judged:
    """Raises what is wrong with the call, and Hidden when its area is not the actor's."""
    taking.must_say_where(kind, told)
    received_at, found_at = taking.receipt(told, now)
    day = office_day(received_at)
    drawn = division_at(told.point, day) if told.point else None
    area = taking.choose_area(drawn.code if drawn else None, told.area, actor.scope)
    known = division(area)
    if known is None or not known.valid_on(day):
        raise DivisionUnknown
    actor.must_see(area)
    return _Judged(area, received_at, found_at)


async def _sealed(work: Work, told: Told, judged: _Judged) -> Said:
    seal = work.keyring.seal_or_none
    informant = told.caller is not None and await is_informant(
        work.session, work.keyring.index("contact", told.caller)
    )
    return Said(
        channel=told.channel,
        point=told.point,
        address=seal("words", told.address),
        landmark=seal("words", told.landmark),
        road=told.road,
        kilometre=told.kilometre,
        people=told.people,
        signs=told.signs,
        words=seal("words", told.words),
        caller=seal("contact", told.caller),
        informant=informant,
        call_back=told.call_back,
        language=told.language,
        found_at=judged.found_at,
        reference=told.reference,
    )


def _begun(work: Work, actor: Actor, kind: Kind, judged: _Judged, number: str, drill: bool) -> Report:
    return Report(
        id=str(work.ids.new()),
        kind=kind,
        number=number,
        area=judged.area,
        owner=actor.label,
        taken_by=actor.label,
        received_at=judged.received_at,
        recorded_at=work.now,
        drill=drill,
        taken_over=TakenOver.WAITING if kind is Kind.SIGHTING else None,
        due_at=taking.due_at(kind, judged.received_at),
    )


async def _insert_and_say(
    work: Work, actor: Actor, report: Report, said: Said, books: Bookkeeping, first: IntakeFact
) -> Report:
    say(work, report, first)
    if RULES[report.kind].entrusted_to in (None, actor.role):
        await reports.insert_report(work.session, report, said, books)
        return report
    entrusted = entrust(report)
    await reports.insert_report(work.session, entrusted, said, books)
    assert entrusted.hand_over is not None
    to = entrusted.hand_over.label
    fact = ReportHandedOver(report=report.id, from_owner=report.owner, to_owner=to)
    await tell(work, entrusted, fact, {"from": report.owner, "to": to})
    return entrusted


def _place(told: Told) -> str | None:
    """Address and landmark in one breath, as they are said to a team."""
    return "，".join(part for part in (told.address, told.landmark) if part) or None


def _first_fact(report: Report, said: Said, place: str | None) -> IntakeFact:
    if report.kind is not Kind.SIGHTING:
        assert report.due_at is not None
        return ReportTaken(**_both(report, said), kind=report.kind, due_at=report.due_at)
    point = Point(longitude=said.point.longitude, latitude=said.point.latitude) if said.point else None
    return SightingReported(
        **_both(report, said),
        point=point,
        place=place,
        road=said.road,
        kilometre=said.kilometre,
        people=said.people,
        signs=said.signs,
        words=said.words,
        informant=said.informant,
        found_at=said.found_at,
        recorded_at=report.recorded_at,
    )


def _both(report: Report, said: Said) -> dict[str, Any]:
    return {
        "report": report.id,
        "number": report.number,
        "channel": said.channel,
        "caller": said.caller,
        "call_back": said.call_back,
        "language": said.language,
        "received_at": report.received_at,
        "owner": report.owner,
        "area": report.area,
    }
