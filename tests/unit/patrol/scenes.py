"""The evening's people and places, for tests of patrol's decisions. Times are 2026-12-05, Asia/Shanghai."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.contracts.words import Grade, Refusal, Sign
from services.patrol.domain import dispatch
from services.patrol.domain.candidates import Candidate
from services.patrol.domain.geography import Point, TravelRule
from services.patrol.domain.grades import Grading
from services.patrol.domain.offer import Moment
from services.patrol.domain.opening import Identity, open_rescue
from services.patrol.domain.profile import ResponseProfile
from services.patrol.domain.rescue import Rescue, Sighting
from services.patrol.domain.states import State
from services.patrol.domain.team import Position, Shift, Team

OFFICE = ZoneInfo("Asia/Shanghai")
TOWN, HILLS, COUNTY = "990101001", "990101002", "990101"
IN_TOWN = TravelRule(TOWN, 1.3, 30)
IN_THE_HILLS = TravelRule(HILLS, 1.3, 40)
BRIDGE = Point(110.0, 33.0)

PROFILES = (
    ResponseProfile("town", TOWN, 1800, 300, 90, citation="circle plan"),
    ResponseProfile("remote", HILLS, 3600, 300, 90, citation="circle plan"),
    ResponseProfile("life-threatening", COUNTY, 900, 120, 60, grades=(Grade.LIFE_THREATENING,), priority=10),
)
TOWN_PROFILE, REMOTE_PROFILE, LIFE_PROFILE = PROFILES
ORDINARY = Grading(Grade.ORDINARY)
UNCONSCIOUS = Grading(Grade.LIFE_THREATENING, (Sign.UNCONSCIOUS,), "plan v1")


def at(text: str) -> datetime:
    """`19:00` or `19:00:30` of the evening; after midnight it is the next day."""
    hours, minutes, *seconds = (int(part) for part in text.split(":"))
    day = 6 if hours < 12 else 5
    return datetime(2026, 12, day, hours, minutes, *seconds, tzinfo=OFFICE)


def when(text: str, device: str | None = None) -> Moment:
    return Moment(at(text), at(device) if device else None)


def north_of(point: Point, metres: float) -> Point:
    return Point(point.longitude, point.latitude + metres / 111_195.08)


def team(name: str, metres: float | None, begins: str = "18:00", ends: str = "02:00") -> Team:
    """A team so many metres north of the bridge."""
    seen = None if metres is None else Position(north_of(BRIDGE, metres), at("18:00"))
    return Team(name, name, COUNTY, (Shift(at(begins), at(ends)),), seen, stock={"quilt": 4})


def sighting(identity: str = "sighting-1", received: str = "18:59:30", point: Point = BRIDGE) -> Sighting:
    return Sighting(identity, at(received), point)


def opened(
    received: str = "18:59:30",
    now: str = "19:00:00",
    profile: ResponseProfile = TOWN_PROFILE,
    grading: Grading = ORDINARY,
    area: str = TOWN,
) -> Rescue:
    seen = sighting(received=received)
    return open_rescue(Identity("rescue-1", "001", area), seen, grading, profile, at(now))


def offered(rescue: Rescue, name: str, seconds: int, now: str) -> Rescue:
    candidate = Candidate(name, name, metres=1, seconds=seconds)
    asked = dispatch.Asked(f"offer-{len(rescue.offers) + 1}", candidate)
    return dispatch.offer(rescue, asked, at(now))


def offer_id(rescue: Rescue) -> str:
    assert rescue.live_offer is not None
    return rescue.live_offer.id


def accepted(rescue: Rescue, now: str, device: str | None = None) -> Rescue:
    return dispatch.accept(rescue, offer_id(rescue), when(now, device))


def departed(rescue: Rescue, now: str) -> Rescue:
    return dispatch.depart(rescue, offer_id(rescue), when(now))


def arrived(rescue: Rescue, now: str) -> Rescue:
    return dispatch.arrive(rescue, offer_id(rescue), when(now))


def lapsed(rescue: Rescue, now: str) -> Rescue:
    return dispatch.lapse(rescue, offer_id(rescue), at(now))


def first_rescue() -> Rescue:
    """The railway bridge, until 甲队 is there."""
    rescue = offered(opened(), "甲队", 312, "19:00:00")
    return arrived(departed(accepted(rescue, "19:00:40", "19:00:38"), "19:01:10"), "19:06:22")


def second_rescue_accepted() -> Rescue:
    """The bus station: 乙队 does not answer, 甲队 does."""
    rescue = offered(opened("19:05:00", "19:05:00", LIFE_PROFILE, UNCONSCIOUS), "乙队", 234, "19:05:00")
    rescue = dispatch.queue(lapsed(rescue, "19:06:00"))
    return accepted(offered(rescue, "甲队", 430, "19:07:30"), "19:07:45")


def third_rescue_under_way() -> Rescue:
    """The hill road."""
    rescue = offered(opened("19:30:00", "19:30:00", REMOTE_PROFILE, area=HILLS), "乙队", 3042, "19:30:00")
    return departed(accepted(rescue, "19:30:20"), "19:31:00")


def in_state(state: State) -> Rescue:
    """Some rescue in that state."""
    waiting = opened()
    asked = offered(waiting, "甲队", 312, "19:00:00")
    coming = accepted(asked, "19:00:40")
    driving = departed(coming, "19:01:10")
    there = arrived(driving, "19:06:22")
    rescues = [waiting, asked, coming, driving, there, replace(there, state=State.ANSWERED)]
    return next(rescue for rescue in rescues if rescue.state is state)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def refused(candidates: tuple[Candidate, ...]) -> dict[str, Refusal | None]:
    return {candidate.name: candidate.refused for candidate in candidates}
