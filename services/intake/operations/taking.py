"""Calls become reports: owned, numbered, placed and said, all at once or not at all.

Those that come while others are being committed go together (services.chassis.log.together), so everything here takes
several calls. Each is still refused by itself.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.chassis.access import Actor, hash_of
from services.chassis.clock import office_day
from services.chassis.log import Origin, Work
from services.chassis.store import Keyring
from services.contracts.intake import IntakeFact, ReportHandedOver, ReportTaken, SightingReported
from services.contracts.reference.divisions import division, division_at
from services.contracts.values import Point
from services.contracts.words import Kind
from services.intake.domain import taking
from services.intake.domain.conversation import TakenOver
from services.intake.domain.errors import DivisionUnknown, ReferenceReused
from services.intake.domain.report import Report, entrust
from services.intake.domain.taking import Notice, Told
from services.intake.operations.clocks import set_clocks
from services.intake.operations.places import notices_of
from services.intake.operations.telling import place_words, say, tell
from services.intake.policy import RULES
from services.intake.repository import reports
from services.intake.repository.informants import informants_among
from services.intake.repository.numbers import next_numbers
from services.intake.repository.reports import Bookkeeping, Known, Reference, Said


@dataclass(frozen=True)
class Taken:
    """`tracking_token` is shown once; None when the report was there before."""

    report: Report
    tracking_token: str | None
    notices: tuple[Notice, ...] = ()

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


@dataclass(frozen=True)
class Incoming:
    """A call as one of us told it. `origin`: the request that it came by."""

    origin: Origin
    actor: Actor
    kind: Kind
    told: Told

    @property
    def reference(self) -> Reference:
        """The caller's own; nobody else's is the same."""
        return self.actor.id, self.told.reference


@dataclass(frozen=True)
class _Fresh:
    """A call that becomes a report: all that is known before it has its number. `place`: address and landmark."""

    incoming: Incoming
    judged: _Judged
    said: Said
    books: Bookkeeping
    place: str | None
    token: str


async def take(work: Work, calls: Sequence[Incoming]) -> Sequence[Taken | Exception]:
    """Each call's report, or its refusal, in order. No two of the calls have the same reference.

    Everything is judged before anything is written. A reference that is known gives the report that is there.
    """
    known = await reports.by_references(work.session, [one.reference for one in calls])
    indexes = {one.told.caller: _index(work, one.told.caller) for one in calls if one.told.caller}
    known_ones = await informants_among(work.session, set(indexes.values()))
    informants = {caller for caller, index in indexes.items() if index in known_ones}
    judged = [_judged_or_refused(work, one, known.get(one.reference), informants) for one in calls]
    # Last of all: whoever takes a report in the same county waits from here to our commit.
    begun = iter(await _begin(work, [one for one in judged if isinstance(one, _Fresh)]))
    return [next(begun) if isinstance(one, _Fresh) else one for one in judged]


def _judged_or_refused(
    work: Work, incoming: Incoming, known: Known | None, informants: Collection[str]
) -> _Fresh | Taken | Exception:
    try:
        if known is None:
            return _prepared(work, incoming, informants)
        report, mark = known
        if mark != _mark(work, incoming.kind, incoming.told):
            raise ReferenceReused
        return Taken(report, None, _notices(report, incoming.told))
    except Exception as refusal:
        return refusal


def _prepared(work: Work, incoming: Incoming, informants: Collection[str]) -> _Fresh:
    """`informants`: the numbers, in plain words, of those who are."""
    actor, kind, told = incoming.actor, incoming.kind, incoming.told
    judged = _judge(actor, kind, told, work.now)
    token = work.ids.secret()
    books = Bookkeeping(
        county=taking.county_of(judged.area),
        winter=taking.winter_of(judged.day),
        sender=actor.id,
        content_mark=_mark(work, kind, told) if told.reference is not None else None,
        tracking_hash=hash_of(token),
    )
    said = _sealed(work.keyring, told, judged, told.caller in informants)
    place = work.keyring.seal_or_none("words", place_words(told.address, told.landmark))
    return _Fresh(incoming, judged, said, books, place, token)


async def _begin(work: Work, fresh: Sequence[_Fresh]) -> Sequence[Taken]:
    """Number them, write them down and say so, with a few statements for all."""
    counters = [(one.books.county, one.books.winter, one.incoming.kind) for one in fresh]
    numbers = await next_numbers(work.session, counters)
    begun = [await _said(work, one, number) for one, number in zip(fresh, numbers, strict=True)]
    rows = [(report, one.said, one.books) for one, report in zip(fresh, begun, strict=True)]
    reports.insert_reports(work.session, rows)
    set_clocks(work, begun)
    return [
        Taken(report, one.token, _notices(report, one.incoming.told))
        for one, report in zip(fresh, begun, strict=True)
    ]


async def _said(work: Work, one: _Fresh, count: int) -> Report:
    """The report, said; and handed over at once where its kind has an owner of its own."""
    incoming = one.incoming
    work.because(incoming.origin)
    report = _begun(work, one, taking.number_of(incoming.kind, count))
    say(work, report, _first_fact(report, one.said, one.place))
    if RULES[report.kind].entrusted_to in (None, incoming.actor.role):
        return report
    entrusted = entrust(report)
    assert entrusted.hand_over is not None
    to = entrusted.hand_over.label
    fact = ReportHandedOver(report=report.id, from_owner=report.owner, to_owner=to)
    await tell(work, entrusted, fact, {"from": report.owner, "to": to})
    return entrusted


def _notices(report: Report, told: Told) -> tuple[Notice, ...]:
    return notices_of(report.area, told.point, office_day(report.received_at))


def _index(work: Work, caller: str) -> str:
    return work.keyring.index("contact", caller)


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


def _sealed(keyring: Keyring, told: Told, judged: _Judged, informant: bool) -> Said:
    seal = keyring.seal_or_none
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


def _begun(work: Work, one: _Fresh, number: str) -> Report:
    judged, incoming = one.judged, one.incoming
    return Report(
        id=str(work.ids.new()),
        kind=incoming.kind,
        number=number,
        area=judged.area,
        owner=incoming.actor.label,
        taken_by=incoming.actor.label,
        received_at=judged.received_at,
        recorded_at=work.now,
        drill=incoming.told.drill,
        taken_over=TakenOver.WAITING if incoming.kind is Kind.SIGHTING else None,
        due_at=taking.due_at(incoming.kind, judged.received_at),
    )


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
