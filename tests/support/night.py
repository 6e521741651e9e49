"""The facts of intake and patrol that make somebody owe somebody a word, by hand; ids are plain words."""

from services.contracts.intake import ReportClosed, ReportNotTakenOver, SightingReported
from services.contracts.patrol import (
    Candidate,
    ClockStopped,
    OfferAccepted,
    OfferLapsed,
    RescueAnswered,
    RescueAtRisk,
    RescueBreached,
    RescueOpened,
    RescueQueued,
    SightingJoined,
    TeamOffered,
    WouldFree,
)
from services.contracts.values import Point
from services.contracts.words import Channel, ClockStop, Grade, Outcome, Refusal
from tests.support.notify import KEYRING, TOWN, at


def reported(
    sighting: str,
    when: str,
    caller: str | None = "0000-5550001",
    language: str = "zh-CN",
    call_back: bool = True,
) -> SightingReported:
    return SightingReported(
        report=sighting,
        number=sighting[-1].zfill(3),
        channel=Channel.PHONE,
        people=1,
        place=KEYRING.seal("words", "铁路桥下"),
        words=KEYRING.seal("words", "桥下有人睡"),
        caller=KEYRING.seal_or_none("contact", caller),
        call_back=call_back,
        language=language,
        received_at=at(when),
        recorded_at=at(when),
        owner="key:operator",
        area=TOWN,
    )


def closed(sighting: str) -> ReportClosed:
    return ReportClosed(report=sighting, outcome="refused")


def opened(
    rescue: str, sighting: str, when: str, grade: Grade = Grade.ORDINARY, deadline: str = "19:29:30"
) -> RescueOpened:
    return RescueOpened(
        rescue=rescue,
        number=rescue[-1].zfill(3),
        sighting=sighting,
        grade=grade,
        grade_reasons=("unconscious",) if grade is Grade.LIFE_THREATENING else (),
        grade_rule="the county's, version 1",
        profile="town",
        limit_seconds=1800,
        received_at=at(when),
        deadline=at(deadline),
        point=Point(longitude=100.01, latitude=40.0),
        people=1,
        area=TOWN,
    )


def offered(rescue: str, team: str, round: int, lapses: str, seconds: int = 312) -> TeamOffered:
    return TeamOffered(
        rescue=rescue,
        offer=f"{rescue}-offer-{round}",
        team=team,
        team_name=team,
        round=round,
        lapses_at=at(lapses),
        estimated_seconds=seconds,
        promised_at=at(lapses),
        candidates=(),
    )


def accepted(
    rescue: str, team: str, promised: str, *sightings: str, round: int = 1, seconds: int = 312
) -> OfferAccepted:
    return OfferAccepted(
        rescue=rescue,
        offer=f"{rescue}-offer-{round}",
        team=team,
        team_name=team,
        estimated_seconds=seconds,
        promised_at=at(promised),
        sightings=sightings,
    )


def queued(rescue: str, round: int = 1, grade: Grade = Grade.LIFE_THREATENING) -> RescueQueued:
    freeing = (
        WouldFree(team="jia", name="甲队", state=Refusal.BUSY, expected_at=at("19:21")),
        WouldFree(team="yi", name="乙队", state=Refusal.NOT_ANSWERING),
    )
    return RescueQueued(rescue=rescue, round=round, place_in_queue=1, grade=grade, would_free=freeing)


def at_risk(
    rescue: str, round: int = 1, deadline: str = "20:30", promised: str | None = "20:37"
) -> RescueAtRisk:
    helps = (Candidate(team="bing", name="丙队", seconds=936),)
    return RescueAtRisk(
        rescue=rescue,
        round=round,
        deadline=at(deadline),
        promised_at=at(promised) if promised else None,
        helps=helps,
    )


def breached(rescue: str, deadline: str = "20:30") -> RescueBreached:
    return RescueBreached(rescue=rescue, deadline=at(deadline))


def answered(rescue: str, *sightings: str) -> RescueAnswered:
    return RescueAnswered(rescue=rescue, outcome=Outcome.REFUSED, sightings=sightings)


def joined(rescue: str, sighting: str, deadline: str = "19:29:30") -> SightingJoined:
    return SightingJoined(
        rescue=rescue, sighting=sighting, metres=40, grade=Grade.ORDINARY, deadline=at(deadline)
    )


def lapsed(rescue: str, team: str, round: int = 1) -> OfferLapsed:
    return OfferLapsed(rescue=rescue, offer=f"{rescue}-offer-{round}", team=team)


def stopped(rescue: str) -> ClockStopped:
    return ClockStopped(
        rescue=rescue, stopped_by=ClockStop.ARRIVAL, response_seconds=412, kept=True, profile="town"
    )


def silent(sighting: str, asked: str) -> ReportNotTakenOver:
    return ReportNotTakenOver(report=sighting, asked_at=at(asked), waited_seconds=20)
