"""Domain values in the words of the facts."""

from collections.abc import Mapping
from datetime import datetime

from services.chassis.log import Work
from services.contracts import patrol as facts
from services.contracts.values import Point
from services.patrol.domain.candidates import Candidate
from services.patrol.domain.figures import parts_of
from services.patrol.domain.offer import Offer
from services.patrol.domain.rescue import Rescue
from services.patrol.domain.team import Team


def say(work: Work, rescue: Rescue, fact: facts.RescueFact, at: datetime | None = None) -> None:
    """Say a fact about a saved rescue."""
    work.say(fact, area=rescue.area, sequence=rescue.version, story=rescue.story, at=at, drill=rescue.drill)


def say_team_changed(work: Work, team: Team, at: datetime | None = None) -> None:
    moment = at or work.now
    shift = team.shift_at(moment) or team.next_shift_after(moment)
    fact = facts.TeamChanged(
        team=team.id,
        name=team.name,
        area=team.area,
        status=team.status_at(moment),
        shift_from=shift.begins if shift else None,
        shift_until=shift.ends if shift else None,
        stock=handed(team.stock),
    )
    work.say(fact, area=team.area, sequence=team.version, story=team.id, at=at, drill=team.drill)


def candidate(one: Candidate) -> facts.Candidate:
    return facts.Candidate(
        team=one.team, name=one.name, seconds=one.seconds, metres=one.metres, refused=one.refused
    )


def handed(goods: Mapping[str, int]) -> tuple[facts.Handed, ...]:
    return tuple(facts.Handed(item=item, count=count) for item, count in sorted(goods.items()) if count)


def opened(rescue: Rescue) -> facts.RescueOpened:
    return facts.RescueOpened(
        rescue=rescue.id,
        number=rescue.number,
        sighting=rescue.story,
        grade=rescue.grade,
        grade_reasons=rescue.grading.reasons,
        grade_rule=rescue.grading.rule,
        profile=rescue.profile.name,
        limit_seconds=rescue.profile.limit_seconds,
        received_at=rescue.clock.received_at,
        deadline=rescue.clock.deadline,
        point=Point(longitude=rescue.point.longitude, latitude=rescue.point.latitude),
        people=rescue.people,
        area=rescue.area,
        join_metres=rescue.profile.join_metres,
        join_seconds=rescue.profile.join_seconds,
    )


def regraded(rescue: Rescue, reason: str | None = None) -> facts.RescueRegraded:
    return facts.RescueRegraded(
        rescue=rescue.id,
        grade=rescue.grade,
        grade_reasons=rescue.grading.reasons,
        profile=rescue.profile.name,
        deadline=rescue.clock.deadline,
        reason=reason,
        join_metres=rescue.profile.join_metres,
        join_seconds=rescue.profile.join_seconds,
    )


def offered(rescue: Rescue, ranking: tuple[Candidate, ...]) -> facts.TeamOffered:
    offer = live(rescue)
    return facts.TeamOffered(
        rescue=rescue.id,
        offer=offer.id,
        team=offer.team,
        team_name=offer.team_name,
        round=offer.round,
        lapses_at=offer.lapses_at,
        estimated_seconds=offer.estimated_seconds,
        promised_at=offer.promised_at,
        candidates=tuple(candidate(one) for one in ranking),
        override_reason=offer.override_reason,
    )


def accepted(rescue: Rescue) -> facts.OfferAccepted:
    offer = live(rescue)
    return facts.OfferAccepted(
        rescue=rescue.id,
        offer=offer.id,
        team=offer.team,
        team_name=offer.team_name,
        device_at=offer.accepted.device_at if offer.accepted else None,
        estimated_seconds=offer.estimated_seconds,
        promised_at=offer.promised_at,
        sightings=sightings_of(rescue),
    )


def clock_stopped(before: Rescue, after: Rescue) -> list[facts.RescueFact]:
    """The measured response, when this step stopped the clock; otherwise nothing."""
    clock = after.clock
    if not before.clock.running or clock.stopped_by is None or clock.response_seconds is None:
        return []
    parts = parts_of(after)
    said = facts.ClockStopped(
        rescue=after.id,
        stopped_by=clock.stopped_by,
        response_seconds=clock.response_seconds,
        kept=bool(clock.kept),
        profile=after.profile.name,
        parts=parts
        and facts.ResponseParts(
            handling=parts.handling, offer=parts.offer, turnout=parts.turnout, travel=parts.travel
        ),
        reason=clock.stop_reason,
    )
    return [said]


def answered(rescue: Rescue) -> facts.RescueAnswered:
    answer = rescue.answer
    assert answer is not None, "an answered rescue has its answer"
    return facts.RescueAnswered(
        rescue=rescue.id,
        outcome=answer.outcome,
        team=answer.team,
        handed_out=handed(answer.handed_out),
        people=answer.people,
        place=answer.place,
        revisit_at=answer.revisit_at,
        sightings=sightings_of(rescue),
        words=answer.words,
    )


def sightings_of(rescue: Rescue) -> tuple[str, ...]:
    return tuple(call.id for call in rescue.calls)


def live(rescue: Rescue) -> Offer:
    offer = rescue.live_offer
    assert offer is not None, "this is only said of a rescue that has a team"
    return offer
