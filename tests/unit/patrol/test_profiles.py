from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.contracts.words import Grade
from services.patrol.domain.geography import EVERYWHERE
from services.patrol.domain.profile import BUILT_IN, Promise, ResponseProfile, choose
from tests.unit.patrol.scenes import COUNTY, HILLS, LIFE_PROFILE, PROFILES, REMOTE_PROFILE, TOWN, TOWN_PROFILE


@pytest.mark.parametrize(
    ("area", "grade", "chosen"),
    [
        (TOWN, Grade.ORDINARY, TOWN_PROFILE),
        (TOWN, Grade.PROTECTIVE, TOWN_PROFILE),
        (HILLS, Grade.ORDINARY, REMOTE_PROFILE),
        (TOWN, Grade.LIFE_THREATENING, LIFE_PROFILE),
        (HILLS, Grade.LIFE_THREATENING, LIFE_PROFILE),
    ],
)
def test_the_evening_promises_by_place_and_by_grade(area: str, grade: Grade, chosen: ResponseProfile):
    assert choose(PROFILES, area, grade) is chosen


@given(some.permutations(PROFILES), some.sampled_from([TOWN, HILLS]), some.sampled_from(list(Grade)))
def test_the_choice_does_not_depend_on_the_order_of_the_data(profiles, area, grade):
    assert choose(profiles, area, grade) is choose(PROFILES, area, grade)


def test_an_empty_platform_takes_every_sighting():
    limits = {grade: choose((), "880202", grade).limit_seconds for grade in Grade}
    assert limits == {Grade.LIFE_THREATENING: 900, Grade.PROTECTIVE: 1800, Grade.ORDINARY: 1800}
    assert all(profile.area == EVERYWHERE for profile in BUILT_IN)


def test_an_area_may_promise_twenty_minutes_in_town_and_on_purpose_nothing_outside():
    twenty = replace(TOWN_PROFILE, limit_seconds=1200)
    nothing = ResponseProfile("nobody", COUNTY, 0, 0, 0, promise=Promise.NONE)
    assert choose([twenty, nothing], TOWN, Grade.ORDINARY) is twenty
    assert choose([twenty, nothing], HILLS, Grade.ORDINARY) is None


def test_what_a_county_says_goes_before_the_built_in_standard():
    slow = ResponseProfile("slow", COUNTY, 7200, 300, 90)
    assert choose([slow], TOWN, Grade.LIFE_THREATENING) is slow


def test_a_profile_for_the_grade_goes_before_one_for_all_in_the_same_area():
    minors = ResponseProfile("protective", TOWN, 1200, 300, 90, grades=(Grade.PROTECTIVE,))
    assert choose([*PROFILES, minors], TOWN, Grade.PROTECTIVE) is minors
    assert choose([*PROFILES, minors], TOWN, Grade.ORDINARY) is TOWN_PROFILE
