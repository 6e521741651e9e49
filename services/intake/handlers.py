"""What patrol says, and what it means at the desk: one sentence each."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from services.chassis.clock import office_time
from services.chassis.log import Work
from services.chassis.log.consumer import Handler
from services.contracts import patrol
from services.contracts.envelope import Envelope, Fact
from services.contracts.values import Point, Value
from services.contracts.words import Outcome
from services.intake.domain.conversation import Joining
from services.intake.domain.rescue import RescueState
from services.intake.operations import hearing, joining
from services.intake.operations.hearing import Heard
from services.intake.operations.wishes import JOIN, SPLIT, hear_answer

MOST_CANDIDATES = 3
NOBODY = {"team": None, "team_name": None, "promised_at": None}
Told = Mapping[str, Any]


async def rescue_was_opened(work: Work, fact: patrol.RescueOpened, envelope: Envelope) -> None:
    news = {
        "number": fact.number,
        "state": RescueState.WAITING,
        "grade": fact.grade,
        "deadline": fact.deadline,
        **_takes_in(fact),
        **_at(fact.point),
    }
    detail = _shown(
        fact, "number", "grade", "grade_reasons", "grade_rule", "profile", "limit_seconds", "deadline"
    )
    await hearing.take_over(work, fact.rescue, fact.sighting, _heard(envelope, news, detail))


async def sighting_was_joined(work: Work, fact: patrol.SightingJoined, envelope: Envelope) -> None:
    news = {"grade": fact.grade, "deadline": fact.deadline}
    detail = _shown(fact, "sighting", "metres", "grade", "deadline")
    await hearing.take_over(work, fact.rescue, fact.sighting, _heard(envelope, news, detail))


async def sighting_was_declined(work: Work, fact: patrol.SightingDeclined, envelope: Envelope) -> None:
    await hearing.decline(work, fact.sighting, _heard(envelope, {}, _shown(fact, "reason")))


async def rescue_was_relocated(work: Work, fact: patrol.RescueRelocated, envelope: Envelope) -> None:
    detail = _shown(fact, "sighting", "correction", "metres", "area", "profile", "deadline")
    news = {"deadline": fact.deadline, **_takes_in(fact), **_at(fact.point)}
    heard = _heard(envelope, news, detail)
    await hearing.correction_was_taken(work, fact.rescue, fact.sighting, fact.correction, heard)


async def correction_was_declined(work: Work, fact: patrol.CorrectionDeclined, envelope: Envelope) -> None:
    heard = _heard(envelope, {}, _shown(fact, "correction", "reason"))
    await hearing.correction_was_declined(work, fact.sighting, fact.correction, heard)


async def rescue_was_merged(work: Work, fact: patrol.RescueMerged, envelope: Envelope) -> None:
    ended = {"state": RescueState.ANSWERED, "outcome": Outcome.MERGED, "queued": False, "at_risk": False}
    news = {**ended, "merged_into": fact.into, **NOBODY}
    heard = _heard(envelope, news, _shown(fact, "into", "join"))
    await joining.rescue_was_merged(work, fact.rescue, heard)
    await hear_answer(work, JOIN, fact.sighting, fact.join, Joining.JOINED)


async def join_was_refused(work: Work, fact: patrol.JoinRefused, envelope: Envelope) -> None:
    heard = _heard(envelope, {}, _shown(fact, "join", "reason"))
    if await hear_answer(work, JOIN, fact.sighting, fact.join, Joining.REFUSED):
        await hearing.write_down(work, fact.sighting, heard)


async def rescue_was_split(work: Work, fact: patrol.RescueSplit, envelope: Envelope) -> None:
    again = {"state": RescueState.WAITING, "outcome": None, "merged_into": None, "deadline": fact.deadline}
    heard = _heard(envelope, again, _shown(fact, "from_rescue", "join", "deadline"))
    await joining.rescue_was_split(work, fact.rescue, fact.sightings, heard)
    await hear_answer(work, SPLIT, fact.sighting, fact.join, Joining.SPLIT)


async def split_was_refused(work: Work, fact: patrol.SplitRefused, envelope: Envelope) -> None:
    heard = _heard(envelope, {}, _shown(fact, "join", "reason"))
    if await hear_answer(work, SPLIT, fact.sighting, fact.join, Joining.JOINED):
        await hearing.write_down(work, fact.sighting, heard)


async def rescue_was_regraded(work: Work, fact: patrol.RescueRegraded, envelope: Envelope) -> None:
    news = {"grade": fact.grade, "deadline": fact.deadline, **_takes_in(fact)}
    detail = _shown(fact, "grade", "grade_reasons", "profile", "deadline")
    await hearing.follow(work, fact.rescue, _heard(envelope, news, detail))


async def team_was_offered(work: Work, fact: patrol.TeamOffered, envelope: Envelope) -> None:
    team = {"team": fact.team, "team_name": fact.team_name, "promised_at": fact.promised_at}
    news = {"state": RescueState.OFFERED, "queued": False, **team}
    told = _shown(fact, "round", "lapses_at", "promised_at", "estimated_seconds", "override_reason")
    detail = {"team": fact.team_name, "candidates": _best(fact.candidates), **told}
    await hearing.follow(work, fact.rescue, _heard(envelope, news, detail))


async def offer_was_accepted(work: Work, fact: patrol.OfferAccepted, envelope: Envelope) -> None:
    team = {"team": fact.team, "team_name": fact.team_name, "promised_at": fact.promised_at}
    detail = {"team": fact.team_name, **_shown(fact, "promised_at", "device_at")}
    await hearing.follow(work, fact.rescue, _heard(envelope, {"state": RescueState.ACCEPTED, **team}, detail))


async def offer_was_declined(work: Work, fact: patrol.OfferDeclined, envelope: Envelope) -> None:
    await _team_is_gone(work, fact.rescue, envelope, _shown(fact, "team", "reason"))


async def offer_has_lapsed(work: Work, fact: patrol.OfferLapsed, envelope: Envelope) -> None:
    await _team_is_gone(work, fact.rescue, envelope, _shown(fact, "team"))


async def offer_was_withdrawn(work: Work, fact: patrol.OfferWithdrawn, envelope: Envelope) -> None:
    await _team_is_gone(work, fact.rescue, envelope, _shown(fact, "team", "reason"))


async def rescue_was_queued(work: Work, fact: patrol.RescueQueued, envelope: Envelope) -> None:
    news = {"state": RescueState.WAITING, "queued": True, **NOBODY}
    freed = [_shown(one, "name", "state", "expected_at") for one in fact.would_free]
    detail = {**_shown(fact, "round", "place_in_queue"), **({"would_free": freed} if freed else {})}
    await hearing.follow(work, fact.rescue, _heard(envelope, news, detail))


async def team_departed(work: Work, fact: patrol.TeamDeparted, envelope: Envelope) -> None:
    news = {"state": RescueState.EN_ROUTE, "promised_at": fact.promised_at}
    detail = _shown(fact, "team", "promised_at", "device_at")
    await hearing.follow(work, fact.rescue, _heard(envelope, news, detail))


async def estimate_was_changed(work: Work, fact: patrol.EstimateChanged, envelope: Envelope) -> None:
    detail = _shown(fact, "team", "promised_at", "reason")
    await hearing.follow(work, fact.rescue, _heard(envelope, {"promised_at": fact.promised_at}, detail))


async def rescue_came_at_risk(work: Work, fact: patrol.RescueAtRisk, envelope: Envelope) -> None:
    detail = _shown(fact, "deadline", "promised_at", "margin_seconds")
    await hearing.follow(work, fact.rescue, _heard(envelope, {"at_risk": True}, detail))


async def rescue_was_breached(work: Work, fact: patrol.RescueBreached, envelope: Envelope) -> None:
    await hearing.follow(work, fact.rescue, _heard(envelope, {"breached": True}, _shown(fact, "deadline")))


async def breach_was_explained(work: Work, fact: patrol.BreachExplained, envelope: Envelope) -> None:
    await hearing.follow(work, fact.rescue, _heard(envelope, {}, _shown(fact, "reason")))


async def alert_was_read(work: Work, fact: patrol.AlertRead, envelope: Envelope) -> None:
    """The desk sees that somebody has noticed."""
    await hearing.follow(work, fact.rescue, _heard(envelope, {}, _shown(fact, "alert", "round", "role")))


async def team_arrived(work: Work, fact: patrol.TeamArrived, envelope: Envelope) -> None:
    detail = _shown(fact, "team", "device_at")
    await hearing.follow(work, fact.rescue, _heard(envelope, {"state": RescueState.ARRIVED}, detail))


async def clock_was_stopped(work: Work, fact: patrol.ClockStopped, envelope: Envelope) -> None:
    detail = _shown(fact, "stopped_by", "response_seconds", "kept", "reason")
    await hearing.follow(work, fact.rescue, _heard(envelope, {"at_risk": False}, detail))


async def sighting_was_closed(work: Work, fact: patrol.SightingClosed, envelope: Envelope) -> None:
    detail = _shown(fact, "sighting", "sightings_left", "team", "reason")
    await hearing.follow(work, fact.rescue, _heard(envelope, {}, detail))


async def rescue_was_answered(work: Work, fact: patrol.RescueAnswered, envelope: Envelope) -> None:
    news = {"state": RescueState.ANSWERED, "outcome": fact.outcome, "queued": False, "at_risk": False}
    detail = _shown(fact, "outcome", "team", "people", "handed_out", "revisit_at", "words")
    heard = _heard(envelope, news, detail)
    await hearing.answer(work, fact.rescue, fact.sightings, fact.outcome, heard)


async def _team_is_gone(work: Work, rescue: str, envelope: Envelope, detail: Told) -> None:
    await hearing.follow(work, rescue, _heard(envelope, {"state": RescueState.WAITING, **NOBODY}, detail))


def _heard(envelope: Envelope, news: Told, detail: Told) -> Heard:
    fact = envelope.type.split(".")[-2]
    return Heard(fact, envelope.time, envelope.actor, envelope.sequence, news, detail)


def _takes_in(fact: patrol.JoiningFact) -> Told:
    return {"join_metres": fact.join_metres, "join_seconds": fact.join_seconds}


def _at(point: Point) -> Told:
    return {"longitude": point.longitude, "latitude": point.latitude}


def _best(candidates: Iterable[patrol.Candidate]) -> list[Told]:
    """The quickest, for whoever has the caller on the line."""
    able = [one for one in candidates if one.refused is None and one.seconds is not None]
    return [_shown(one, "name", "seconds", "metres") for one in able[:MOST_CANDIDATES]]


def _shown(fact: Value, *names: str) -> Told:
    shown = fact.model_dump(include=set(names), exclude_none=True)
    return {name: _as_text(value) if isinstance(value, datetime) else value for name, value in shown.items()}


def _as_text(moment: datetime) -> str:
    return office_time(moment).isoformat()


HANDLERS: Mapping[type[Fact], Handler] = {
    patrol.RescueOpened: rescue_was_opened,
    patrol.SightingJoined: sighting_was_joined,
    patrol.SightingDeclined: sighting_was_declined,
    patrol.RescueRelocated: rescue_was_relocated,
    patrol.CorrectionDeclined: correction_was_declined,
    patrol.RescueMerged: rescue_was_merged,
    patrol.JoinRefused: join_was_refused,
    patrol.RescueSplit: rescue_was_split,
    patrol.SplitRefused: split_was_refused,
    patrol.RescueRegraded: rescue_was_regraded,
    patrol.TeamOffered: team_was_offered,
    patrol.OfferAccepted: offer_was_accepted,
    patrol.OfferDeclined: offer_was_declined,
    patrol.OfferLapsed: offer_has_lapsed,
    patrol.OfferWithdrawn: offer_was_withdrawn,
    patrol.RescueQueued: rescue_was_queued,
    patrol.TeamDeparted: team_departed,
    patrol.EstimateChanged: estimate_was_changed,
    patrol.RescueAtRisk: rescue_came_at_risk,
    patrol.RescueBreached: rescue_was_breached,
    patrol.BreachExplained: breach_was_explained,
    patrol.AlertRead: alert_was_read,
    patrol.TeamArrived: team_arrived,
    patrol.ClockStopped: clock_was_stopped,
    patrol.SightingClosed: sighting_was_closed,
    patrol.RescueAnswered: rescue_was_answered,
}
