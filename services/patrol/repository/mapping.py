"""Rows of a rescue into its domain value and back."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.engine import RowMapping

from services.contracts.words import ClockStop, Grade, Outcome
from services.patrol.domain.geography import Point, county_of
from services.patrol.domain.grades import URGENCY, Grading
from services.patrol.domain.offer import Moment, Offer, OfferState
from services.patrol.domain.profile import Promise, ResponseProfile
from services.patrol.domain.rescue import Answer, Closing, Rescue, ResponseClock, Sighting
from services.patrol.domain.states import State

Values = dict[str, Any]


def rescue_from(
    row: RowMapping, sightings: Sequence[Sighting], also: Sequence[Sighting], offers: Sequence[Offer]
) -> Rescue:
    return Rescue(
        id=row["id"],
        number=row["number"],
        area=row["area"],
        point=Point(row["longitude"], row["latitude"]),
        approximate=row["approximate"],
        grading=Grading(Grade(row["grade"]), tuple(row["grade_reasons"]), row["grade_rule"]),
        regrade_reason=row["regrade_reason"],
        also=tuple(also),
        merged_into=row["merged_into"],
        profile=profile_from(row["profile"]),
        clock=_clock_from(row),
        sightings=tuple(sightings),
        state=State(row["state"]),
        offers=tuple(offers),
        queued=row["queued"],
        queued_round=row["queued_round"],
        answer=_answer_from(row["answer"]),
        drill=row["drill"],
        version=row["version"],
    )


def rescue_values(rescue: Rescue) -> Values:
    clock = rescue.clock
    return {
        "number": rescue.number,
        "story": rescue.story,
        "area": rescue.area,
        "county": county_of(rescue.area),
        "longitude": rescue.point.longitude,
        "latitude": rescue.point.latitude,
        "approximate": rescue.approximate,
        "people": rescue.people,
        "grade": rescue.grade,
        "urgency": URGENCY[rescue.grade],
        "grade_reasons": list(rescue.grading.reasons),
        "grade_rule": rescue.grading.rule,
        "regrade_reason": rescue.regrade_reason,
        "also": [call.id for call in rescue.also] or None,
        "merged_into": rescue.merged_into,
        "profile": asdict(rescue.profile),
        "state": rescue.state,
        "queued": rescue.queued,
        "queued_round": rescue.queued_round,
        "answer": _answer_values(rescue.answer),
        "drill": rescue.drill,
        **asdict(clock),
    }


def _clock_from(row: RowMapping) -> ResponseClock:
    stopped_by = ClockStop(row["stopped_by"]) if row["stopped_by"] else None
    same = {name: row[name] for name in ResponseClock.__dataclass_fields__ if name != "stopped_by"}
    return ResponseClock(**same, stopped_by=stopped_by)


def profile_from(values: Values) -> ResponseProfile:
    return ResponseProfile(
        **{
            **values,
            "grades": tuple(Grade(grade) for grade in values["grades"]),
            "promise": Promise(values["promise"]),
            "stops": tuple(ClockStop(stop) for stop in values["stops"]),
        }
    )


def _answer_from(values: Values | None) -> Answer | None:
    if values is None:
        return None
    from_text = {"at": instant(values["at"]), "revisit_at": instant(values["revisit_at"])}
    return Answer(**{**values, **from_text, "outcome": Outcome(values["outcome"])})


def _answer_values(answer: Answer | None) -> Values | None:
    if answer is None:
        return None
    revisit = answer.revisit_at.isoformat() if answer.revisit_at else None
    return {**asdict(answer), "at": answer.at.isoformat(), "revisit_at": revisit}


def sighting_from(row: RowMapping) -> Sighting:
    return Sighting(
        id=row["id"],
        received_at=row["received_at"],
        point=Point(row["longitude"], row["latitude"]),
        approximate=row["approximate"],
        people=row["people"],
        signs=tuple(row["signs"]),
        place=row["place"],
        words=row["words"],
        road=row["road"],
        kilometre=row["kilometre"],
        closing=_closing(row),
    )


def _closing(row: RowMapping) -> Closing | None:
    if row["closed_at"] is None:
        return None
    return Closing(row["closed_at"], row["closed_by"], row["close_reason"])


def sighting_values(sighting: Sighting) -> Values:
    closing = sighting.closing
    return {
        "id": sighting.id,
        "received_at": sighting.received_at,
        "longitude": sighting.point.longitude,
        "latitude": sighting.point.latitude,
        "approximate": sighting.approximate,
        "people": sighting.people,
        "signs": list(sighting.signs),
        "place": sighting.place,
        "words": sighting.words,
        "road": sighting.road,
        "kilometre": sighting.kilometre,
        "closed_at": closing.at if closing else None,
        "closed_by": closing.by if closing else None,
        "close_reason": closing.reason if closing else None,
    }


STEPS = ("accepted", "departed", "arrived")
SAME_IN_OFFER = tuple(name for name in Offer.__dataclass_fields__ if name not in (*STEPS, "state"))


def offer_from(row: RowMapping) -> Offer:
    values: Values = {name: row[name] for name in SAME_IN_OFFER}
    for step in STEPS:
        values[step] = _moment(row[f"{step}_at"], row[f"{step}_device_at"])
    return Offer(**values, state=OfferState(row["state"]))


def offer_values(offer: Offer) -> Values:
    values: Values = {name: getattr(offer, name) for name in SAME_IN_OFFER}
    for step in STEPS:
        moment: Moment | None = getattr(offer, step)
        values[f"{step}_at"] = moment.received_at if moment else None
        values[f"{step}_device_at"] = moment.device_at if moment else None
    return {**values, "state": offer.state, "live": offer.live}


def _moment(received_at: Any, device_at: Any) -> Moment | None:
    return None if received_at is None else Moment(received_at, device_at)


def instant(text: str | None) -> Any:
    return None if text is None else datetime.fromisoformat(text)
