"""The owner corrects where it is. A sighting's rescue is asked to go there."""

from dataclasses import replace
from typing import Any

from services.chassis.access import Actor
from services.chassis.clock import office_day
from services.chassis.log import Work
from services.contracts.intake import PlaceCorrected
from services.contracts.reference.divisions import division, division_at
from services.contracts.values import Point
from services.contracts.words import Kind
from services.intake.domain import report as decisions
from services.intake.domain import taking
from services.intake.domain.errors import DivisionUnknown
from services.intake.domain.report import Report
from services.intake.domain.taking import Corrected, Spot
from services.intake.operations.handling import find, person
from services.intake.operations.telling import place_words, tell
from services.intake.operations.wishes import CORRECTION, await_answer
from services.intake.repository import reports
from services.intake.repository.reports import Said


async def correct_place(
    work: Work, actor: Actor, kind: Kind, report_id: str, corrected: Corrected, reason: str
) -> Report:
    """Raises NowhereSaid, AreaContradicts, OtherCounty, DivisionUnknown, NotTheOwner, StepOutOfOrder."""
    taking.must_say_a_place(corrected)
    before = await find(work, actor, kind, report_id)
    after = decisions.correct_place(before, _area(work, before, corrected), person(actor))
    former = await reports.load_said(work.session, report_id)
    said = _sealed(work, former, corrected)
    await reports.save(work.session, before, after)
    await reports.save_place(work.session, report_id, said)
    if after.correction is not None:
        await await_answer(work, CORRECTION, after, after.corrections)
    sealed, place = work.keyring.seal("words", reason), _place(work, corrected)
    detail = {
        "reason": sealed,
        **_shown("", said, place, after),
        **_shown("former_", former, _former_place(work, former), before),
    }
    await tell(work, after, _fact(after, said, place, sealed), detail)
    return after


def _area(work: Work, report: Report, corrected: Corrected) -> str:
    """Of today: the correction is made now."""
    day = office_day(work.now)
    drawn = division_at(corrected.point, day) if corrected.point else None
    area = taking.choose_area(drawn.code if drawn else None, corrected.area, report.area)
    known = division(area)
    if known is None or not known.valid_on(day):
        raise DivisionUnknown
    return area


def _sealed(work: Work, former: Said, corrected: Corrected) -> Said:
    seal = work.keyring.seal_or_none
    return replace(
        former,
        point=corrected.point,
        address=seal("words", corrected.address),
        landmark=seal("words", corrected.landmark),
        road=corrected.road,
        kilometre=corrected.kilometre,
    )


def _place(work: Work, corrected: Corrected) -> str | None:
    return work.keyring.seal_or_none("words", place_words(corrected.address, corrected.landmark))


def _former_place(work: Work, former: Said) -> str | None:
    opened = (work.keyring.open_or_none(words) for words in (former.address, former.landmark))
    return work.keyring.seal_or_none("words", place_words(*opened))


def _shown(prefix: str, said: Said, place: str | None, report: Report) -> dict[str, Any]:
    """For the story; what is not known is left out."""
    parts = {
        "area": report.area,
        "point": vars(said.point) if said.point else None,
        "place": place,
        "road": said.road,
        "kilometre": said.kilometre,
    }
    return {f"{prefix}{name}": value for name, value in parts.items() if value is not None}


def _fact(report: Report, said: Said, place: str | None, reason: str) -> PlaceCorrected:
    return PlaceCorrected(
        report=report.id,
        kind=report.kind,
        correction=report.corrections,
        point=_point(said.point),
        place=place,
        road=said.road,
        kilometre=said.kilometre,
        reason=reason,
        area=report.area,
    )


def _point(spot: Spot | None) -> Point | None:
    return Point(longitude=spot.longitude, latitude=spot.latitude) if spot else None
