"""Domain values as they are shown."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from services.chassis.clock import office_day
from services.contracts.patrol import WouldFree
from services.contracts.reference.divisions import is_outside_county
from services.patrol.domain.candidates import Candidate
from services.patrol.domain.figures import Figures, Kept, parts_of
from services.patrol.domain.geography import Point
from services.patrol.domain.offer import Moment, Offer
from services.patrol.domain.rescue import Answer, Rescue, Sighting
from services.patrol.domain.risk import outlook
from services.patrol.domain.team import Position, Shift, Team
from services.patrol.repository.registers import AreaPlan, Place
from services.patrol.schemas import shown

Opener = Callable[[str | None], str | None]
"""Opens sealed words for those who may read them; for others it gives nothing."""


def closed(_: str | None) -> None:
    """The opener of those who may not."""


def rescue_shown(
    rescue: Rescue, now: datetime, opened: Opener, candidates: Iterable[Candidate] | None = None
) -> shown.RescueShown:
    clock = rescue.clock
    return shown.RescueShown(
        **_rescue_values(rescue),
        sightings=tuple(_sighting(call, opened) for call in rescue.calls),
        offers=tuple(_offer(rescue, offer, opened) for offer in rescue.offers),
        outcome=_answer(rescue.answer, opened) if rescue.answer else None,
        candidates=None if candidates is None else tuple(_candidate(one) for one in candidates),
        regrade_reason=opened(rescue.regrade_reason),
        stop_reason=opened(clock.stop_reason),
        breach_reason=opened(clock.breach_reason),
        margin_seconds=outlook(rescue, now).margin_seconds if clock.running else None,
    )


def rescue_told(rescue: Rescue) -> shown.RescueTold:
    return shown.RescueTold(
        **_rescue_values(rescue),
        sightings=tuple(shown.SightingTold(**_sighting_values(one)) for one in rescue.calls),
        offers=tuple(shown.OfferTold(**_offer_values(rescue, offer)) for offer in rescue.offers),
        outcome=shown.AnswerTold(**_answer_values(rescue.answer)) if rescue.answer else None,
    )


def _rescue_values(rescue: Rescue) -> dict[str, Any]:
    clock, live, parts = rescue.clock, rescue.live_offer, parts_of(rescue)
    same = ("id", "number", "area", "state", "grade", "approximate", "people", "queued", "drill", "version")
    of_clock = ("received_at", "opened_at", "deadline", "response_seconds", "kept", "stopped_at")
    return {
        **{name: getattr(rescue, name) for name in same},
        **{name: getattr(clock, name) for name in (*of_clock, "stopped_by", "at_risk", "breached_at")},
        "grade_reasons": rescue.grading.reasons,
        "grade_rule": rescue.grading.rule,
        "profile": rescue.profile.name,
        "promise": rescue.profile.promise,
        "limit_seconds": rescue.profile.limit_seconds,
        "point": _point(rescue.point),
        "outside_county": is_outside(rescue),
        "team": shown.TeamName(id=live.team, name=live.team_name) if live else None,
        "promised_at": live.promised_at if live and live.arrived is None else None,
        "parts": shown.PartsShown(**asdict(parts)) if parts else None,
        "breached": clock.breached_at is not None,
        "desk_closed_at": rescue.last_closing.at if rescue.last_closing else None,
    }


def offer_on_the_phone(rescue: Rescue, offer: Offer, opened: Opener) -> shown.OfferOnThePhone:
    where = rescue.where
    told = [words for call in rescue.calls if (words := opened(call.words))]
    return shown.OfferOnThePhone(
        **_offer(rescue, offer, opened).model_dump(),
        number=rescue.number,
        grade=rescue.grade,
        grade_reasons=rescue.grading.reasons,
        deadline=rescue.clock.deadline,
        people=rescue.people,
        signs=rescue.signs,
        point=_point(rescue.point),
        approximate=rescue.approximate,
        outside_county=is_outside(rescue),
        place=opened(where.place),
        words="\n".join(told) or None,
        calls=tuple(_sighting(call, opened) for call in rescue.calls),
        road=where.road,
        kilometre=where.kilometre,
    )


def is_outside(rescue: Rescue) -> bool:
    """Of its county, as that was drawn when it was opened."""
    return is_outside_county(rescue.area, rescue.point, office_day(rescue.clock.opened_at))


def _offer(rescue: Rescue, offer: Offer, opened: Opener) -> shown.OfferShown:
    reasons = {"end_reason": opened(offer.end_reason), "override_reason": opened(offer.override_reason)}
    return shown.OfferShown(**_offer_values(rescue, offer), **reasons)


def _offer_values(rescue: Rescue, offer: Offer) -> dict[str, Any]:
    same = ("id", "team", "team_name", "round", "state", "live", "offered_at", "lapses_at", "ended_at")
    values: dict[str, Any] = {name: getattr(offer, name) for name in same}
    previous = offer.offered_at
    for step in ("accepted", "departed", "arrived"):
        moment: Moment | None = getattr(offer, step)
        possible = moment.shown_after(previous) if moment else None
        values[f"{step}_at"] = moment.received_at if moment else None
        values[f"device_{step}_at"] = moment.device_at if moment else None
        values[f"shown_{step}_at"] = possible
        previous = possible or previous
    return {
        **values,
        "rescue": rescue.id,
        "estimated_seconds": offer.estimated_seconds,
        "promised_at": offer.promised_at,
    }


def team_shown(team: Team, now: datetime, opened: Opener) -> shown.TeamShown:
    position = team.position
    members = opened(team.members)
    return shown.TeamShown(
        **_team_values(team, now),
        members=tuple(members.split("、")) if members else (),
        position=position
        and shown.PositionShown(**_position_values(position), age_seconds=position.age_seconds(now)),
    )


def team_told(team: Team, now: datetime) -> shown.TeamTold:
    position = team.position and shown.PositionTold(**_position_values(team.position))
    return shown.TeamTold(**_team_values(team, now), position=position)


def _team_values(team: Team, now: datetime) -> dict[str, Any]:
    shift = team.shift_at(now) or team.next_shift_after(now)
    same = ("id", "name", "area", "vehicle", "answering", "rescue", "drill")
    return {
        **{name: getattr(team, name) for name in same},
        "status": team.status_at(now),
        "shift": _shift(shift) if shift else None,
        "shifts": tuple(_shift(known) for known in team.shifts),
        "stock": dict(team.stock),
        "offer": shown.LiveOfferTold.model_validate(team.offer) if team.offer else None,
        "version": team.told_version,
    }


def _position_values(position: Position) -> dict[str, Any]:
    return {
        "point": _point(position.point),
        "received_at": position.received_at,
        "device_at": position.device_at,
    }


def place_shown(place: Place) -> shown.PlaceShown:
    return shown.PlaceShown(
        id=place.id,
        kind=place.kind,
        name=place.name,
        area=place.area,
        beds=place.beds,
        taken=place.taken,
        free=place.beds - place.taken,
        point=_point(place.point) if place.point else None,
    )


def plan_shown(plan: AreaPlan) -> shown.PlanShown:
    return shown.PlanShown(
        area=plan.area,
        version=plan.version,
        decided_at=plan.decided_at,
        decided_by=plan.decided_by,
        profiles=tuple(asdict(profile) for profile in plan.profiles),
        grade_rules=tuple(asdict(rule) for rule in plan.grade_rules),
        travel=tuple(asdict(rule) for rule in plan.travel),
    )


def figures_shown(figures: Figures) -> shown.FiguresShown:
    percents = {f"p{percent}_seconds": value for percent, value in figures.percentiles.items()}
    return shown.FiguresShown(
        **_kept(figures.total),
        **percents,
        by_profile=tuple(
            shown.ProfileFigures(profile=name, **_kept(kept)) for name, kept in figures.by_profile.items()
        ),
        stopped_by_person=figures.stopped_by_person,
        parts={
            part: {f"p{percent}_seconds": value for percent, value in values.items()}
            for part, values in figures.parts.items()
        },
    )


def would_free_shown(found: Iterable[WouldFree]) -> tuple[shown.WouldFreeShown, ...]:
    return tuple(shown.WouldFreeShown.model_validate(one.model_dump()) for one in found)


def _kept(kept: Kept) -> dict[str, Any]:
    return {"rescues": kept.rescues, "kept": kept.kept, "share": kept.share}


def _point(point: Point) -> shown.PointShown:
    return shown.PointShown(longitude=point.longitude, latitude=point.latitude)


def _shift(shift: Shift) -> shown.ShiftShown:
    return shown.ShiftShown(begins=shift.begins, until=shift.ends)


def _candidate(one: Candidate) -> shown.CandidateShown:
    return shown.CandidateShown(**asdict(one))


def _sighting(sighting: Sighting, opened: Opener) -> shown.SightingShown:
    closing = sighting.closing
    words = {
        "place": opened(sighting.place),
        "words": opened(sighting.words),
        "close_reason": opened(closing.reason) if closing else None,
    }
    return shown.SightingShown(**_sighting_values(sighting), **words)


def _sighting_values(sighting: Sighting) -> dict[str, Any]:
    same = ("id", "received_at", "people", "signs", "road", "kilometre")
    closed_at = sighting.closing.at if sighting.closing else None
    return {**{name: getattr(sighting, name) for name in same}, "closed_at": closed_at}


def _answer(answer: Answer, opened: Opener) -> shown.AnswerShown:
    return shown.AnswerShown(**_answer_values(answer), words=opened(answer.words))


def _answer_values(answer: Answer) -> dict[str, Any]:
    return {name: getattr(answer, name) for name in shown.AnswerTold.model_fields}
