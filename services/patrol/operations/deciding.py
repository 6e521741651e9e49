"""What an area decides: its plan, its places."""

from collections.abc import Sequence
from dataclasses import replace

from services.chassis.access import EVERYWHERE, Actor, Hidden
from services.chassis.log import Work
from services.patrol.domain.errors import OutsideThePlan, PlaceFull
from services.patrol.domain.geography import Point, TravelRule, covers
from services.patrol.domain.profile import ResponseProfile
from services.patrol.policy import GradeRule, check
from services.patrol.repository import registers
from services.patrol.repository.registers import AreaPlan, Place


async def put_plan(
    work: Work,
    actor: Actor,
    area: str,
    profiles: Sequence[ResponseProfile],
    grade_rules: Sequence[GradeRule],
    travel: Sequence[TravelRule],
) -> AreaPlan:
    """The whole plan of an area, under the next version. Raises OutsideThePlan, UnknownPredicate, BadParameters."""
    if area == EVERYWHERE and actor.scope != EVERYWHERE:
        raise Hidden
    actor.must_see(area)
    named = [rule.area for rules in (profiles, grade_rules, travel) for rule in rules]
    for inside in named:
        if not covers(area, inside):
            raise OutsideThePlan(inside)
    for grade_rule in grade_rules:
        check(grade_rule)
    former = await registers.plan_of(work.session, area)
    version = former.version + 1 if former else 1
    plan = AreaPlan(
        area=area,
        version=version,
        profiles=tuple(replace(profile, version=version) for profile in profiles),
        grade_rules=tuple(replace(rule, version=version) for rule in grade_rules),
        travel=tuple(replace(rule, version=version) for rule in travel),
        decided_at=work.now,
        decided_by=actor.label,
    )
    await registers.put_plan(work.session, plan)
    return plan


async def add_place(
    work: Work, actor: Actor, kind: str, name: str, area: str, beds: int, point: Point | None
) -> Place:
    actor.must_see(area)
    place = Place(str(work.ids.new()), kind, name, area, beds, point=point)
    await registers.add_place(work.session, place)
    return place


async def count_beds(work: Work, actor: Actor, place_id: str, beds: int, taken: int) -> Place:
    """What a person counted there. Raises PlaceFull for more guests than beds."""
    place = await registers.find_place(work.session, place_id)
    if place is None or not actor.may_see(place.area):
        raise Hidden
    if taken > beds:
        raise PlaceFull(place.name, taken, beds)
    await registers.count_beds(work.session, place_id, beds, taken)
    return replace(place, beds=beds, taken=taken)
