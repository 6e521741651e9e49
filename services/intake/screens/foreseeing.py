"""Grade and answer before a call is saved: what patrol foresees, asked by the page, in the desk's own words."""

from typing import Annotated, Any

from fastapi import Form, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.contracts.words import Grade, Kind
from services.intake.screens.answering import Answer, Judged, minutes_of, signs_of
from services.intake.screens.desk import CLOSED_LISTS, Seer
from services.intake.screens.kit import PAGES
from services.intake.screens.telling import read_form, sighted


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Place(_Part):
    longitude: float = Field(ge=-180, le=180)
    latitude: float = Field(ge=-90, le=90)


class Team(_Part):
    name: str = Field(max_length=80)
    metres: int | None = None
    seconds: int | None = None
    point: Place | None = None


class Foreseen(_Part):
    """What patrol answered. It comes by way of the page and is shown to nobody else."""

    grade: Grade
    grade_reasons: tuple[str, ...] = ()
    grade_rule: str = ""
    profile: str | None = None
    limit_seconds: int | None = None
    free: tuple[Team, ...] = ()
    kept: tuple[Team, ...] = ()


@PAGES.router.post("/desk/foreseen")
async def show_foreseen(call: Seer, foreseen: Annotated[str, Form(max_length=20_000)] = "") -> Response:
    """Without it (no place yet, or patrol is away) both say what they say at first."""
    filled = read_form(Kind.SIGHTING, await call.request.form())
    try:
        told = Foreseen.model_validate_json(foreseen)
    except ValidationError:
        told = None
    shown: dict[str, Any] = {"judged": None, "answer": None}
    if told is not None:
        heard = sighted(filled)
        now = call.service.clock.now()
        spent = (now - ((heard and heard.received_at) or now)).total_seconds()
        shown = {"judged": _judged(told), "answer": _answer(told, spent)}
    nothing: dict[str, Any] = dict.fromkeys(("report", "taken_kind", "taken_number"))
    return PAGES.show(call.request, "desk/foreseen.html", **CLOSED_LISTS, **nothing, **shown, filled=filled)


def _judged(told: Foreseen) -> Judged:
    return Judged(
        told.grade, signs_of(told.grade_reasons), False, told.grade_rule, told.limit_seconds, is_foreseen=True
    )


def _answer(told: Foreseen, spent: float) -> Answer:
    """`spent`: seconds since the phone was answered, when the clock began."""
    kept = [one.model_dump() for one in told.kept]
    if told.profile is None:
        return Answer("nobody_sent")
    if not told.free:
        return Answer("none_free", would_free=kept)
    first = told.free[0]
    late = told.limit_seconds is not None and spent + (first.seconds or 0) > told.limit_seconds
    return Answer(
        "could_come",
        team=first.name,
        minutes=minutes_of(first.seconds or 0),
        metres=first.metres,
        candidates=[one.model_dump() for one in told.free],
        late_limit=(told.limit_seconds or 0) // 60 if late else None,
    )
