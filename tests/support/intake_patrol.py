"""What patrol might say about intake's sightings, plainly fake."""

from collections.abc import Mapping
from typing import Any

from services.contracts import patrol
from services.contracts.values import Point
from services.contracts.words import ClockStop, Grade, Outcome
from tests.support.intake import TOWN, at

RESCUE = "rescue-1"
Report = Mapping[str, Any]


def opened(report: Report, rescue: str = RESCUE) -> patrol.RescueOpened:
    return patrol.RescueOpened(
        rescue=rescue,
        number="001",
        sighting=report["id"],
        grade=Grade.ORDINARY,
        grade_reasons=(),
        grade_rule="default",
        profile="town",
        limit_seconds=1800,
        received_at=at("18:59:30"),
        deadline=at("19:29:30"),
        point=Point(longitude=100, latitude=40),
        people=1,
        area=TOWN,
    )


def joined(report: Report, rescue: str = RESCUE) -> patrol.SightingJoined:
    return patrol.SightingJoined(
        rescue=rescue, sighting=report["id"], metres=40, deadline=at("19:29:30"), grade=Grade.PROTECTIVE
    )


def offered(team: str = "jia", name: str = "甲队", round: int = 1) -> patrol.TeamOffered:
    return patrol.TeamOffered(
        rescue=RESCUE,
        offer=f"offer-{round}",
        team=team,
        team_name=name,
        round=round,
        lapses_at=at("19:01:30"),
        estimated_seconds=312,
        promised_at=at("19:05:12"),
        candidates=(),
    )


def accepted() -> patrol.OfferAccepted:
    return patrol.OfferAccepted(
        rescue=RESCUE,
        offer="offer-1",
        team="jia",
        team_name="甲队",
        device_at=at("19:00:38"),
        estimated_seconds=312,
        promised_at=at("19:05:52"),
        sightings=(),
    )


def declined(reason: str) -> patrol.OfferDeclined:
    return patrol.OfferDeclined(rescue=RESCUE, offer="offer-1", team="jia", reason=reason)


def lapsed() -> patrol.OfferLapsed:
    return patrol.OfferLapsed(rescue=RESCUE, offer="offer-1", team="jia")


def withdrawn() -> patrol.OfferWithdrawn:
    return patrol.OfferWithdrawn(rescue=RESCUE, offer="offer-1", team="jia")


def queued() -> patrol.RescueQueued:
    return patrol.RescueQueued(rescue=RESCUE, round=1, place_in_queue=1, grade=Grade.ORDINARY, would_free=())


def departed() -> patrol.TeamDeparted:
    return patrol.TeamDeparted(rescue=RESCUE, offer="offer-1", team="jia", promised_at=at("19:06:22"))


def estimated() -> patrol.EstimateChanged:
    return patrol.EstimateChanged(rescue=RESCUE, offer="offer-1", team="jia", promised_at=at("19:40"))


def at_risk() -> patrol.RescueAtRisk:
    return patrol.RescueAtRisk(
        rescue=RESCUE, round=1, deadline=at("19:29:30"), promised_at=at("19:40"), margin_seconds=-630
    )


def breached() -> patrol.RescueBreached:
    return patrol.RescueBreached(rescue=RESCUE, deadline=at("19:29:30"))


def arrived() -> patrol.TeamArrived:
    return patrol.TeamArrived(rescue=RESCUE, offer="offer-1", team="jia", device_at=at("19:06:20"))


def stopped() -> patrol.ClockStopped:
    return patrol.ClockStopped(
        rescue=RESCUE, stopped_by=ClockStop.ARRIVAL, response_seconds=412, kept=True, profile="town"
    )


def regraded() -> patrol.RescueRegraded:
    return patrol.RescueRegraded(
        rescue=RESCUE,
        grade=Grade.LIFE_THREATENING,
        grade_reasons=("by hand",),
        profile="life-threatening",
        deadline=at("19:14:30"),
    )


def answered(*reports: Report) -> patrol.RescueAnswered:
    return patrol.RescueAnswered(
        rescue=RESCUE,
        outcome=Outcome.REFUSED,
        team="jia",
        people=1,
        handed_out=(patrol.Handed(item="quilt", count=1),),
        sightings=tuple(report["id"] for report in reports),
    )
