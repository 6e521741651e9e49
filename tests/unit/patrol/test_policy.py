import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.contracts.words import Grade, Sign
from services.patrol.policy import BadParameters, GradeRule, Seen, UnknownPredicate, check, grade_of
from tests.unit.patrol.scenes import COUNTY, TOWN

GROUP = GradeRule(COUNTY, "at_least_people", Grade.PROTECTIVE, {"people": 3}, "county plan §2", 4)
COLD = GradeRule(
    COUNTY,
    "has_every_sign",
    Grade.LIFE_THREATENING,
    {"all_of": ["drunk", "wet_clothes"]},
    "county plan §1",
    4,
)


def seen(*signs: Sign, people: int = 1) -> Seen:
    return Seen(signs, people)


def test_no_danger_sign_is_ordinary_for_no_reason():
    grading = grade_of((), TOWN, seen(Sign.BEDDING))
    assert (grading.grade, grading.reasons, grading.rule) == (Grade.ORDINARY, (), "default")


def test_unconscious_is_life_threatening_and_says_why_and_by_which_rule():
    grading = grade_of((), TOWN, seen(Sign.ELDERLY, Sign.UNCONSCIOUS))
    assert grading.grade is Grade.LIFE_THREATENING
    assert grading.reasons == (Sign.UNCONSCIOUS,)
    assert grading.rule == "built-in standard v1"


def test_the_gravest_grade_wins():
    assert grade_of((), TOWN, seen(Sign.MINOR)).grade is Grade.PROTECTIVE
    assert grade_of((), TOWN, seen(Sign.MINOR, Sign.FROSTBITE)).grade is Grade.LIFE_THREATENING


def test_an_area_with_rules_of_its_own_uses_only_those():
    rules = [GROUP, COLD]
    assert grade_of(rules, TOWN, seen(Sign.UNCONSCIOUS)).grade is Grade.ORDINARY
    assert grade_of(rules, "880202", seen(Sign.UNCONSCIOUS)).grade is Grade.LIFE_THREATENING
    assert grade_of(rules, TOWN, seen(people=3)).reasons == ("3 people",)
    assert grade_of(rules, TOWN, seen(Sign.DRUNK)).grade is Grade.ORDINARY
    wet = grade_of(rules, TOWN, seen(Sign.DRUNK, Sign.WET_CLOTHES, people=9))
    assert (wet.grade, wet.rule) == (Grade.LIFE_THREATENING, "county plan §1 v4")


def test_the_smallest_area_with_rules_decides():
    stricter = GradeRule(TOWN, "always", Grade.PROTECTIVE)
    assert grade_of([GROUP, stricter], TOWN, seen()).grade is Grade.PROTECTIVE
    assert grade_of([GROUP, stricter], COUNTY, seen()).grade is Grade.ORDINARY


@given(some.lists(some.sampled_from(Sign), unique=True), some.sampled_from(Sign), some.integers(1, 20))
def test_one_more_sign_never_makes_a_sighting_less_urgent(signs: list[Sign], more: Sign, people: int):
    ranks = list(Grade)
    before = grade_of((), TOWN, Seen(tuple(signs), people)).grade
    after = grade_of((), TOWN, Seen((*signs, more), people)).grade
    assert ranks.index(after) <= ranks.index(before)


@pytest.mark.parametrize(
    ("predicate", "parameters"),
    [
        ("has_sign", {}),
        ("has_sign", {"any_of": []}),
        ("has_sign", {"any_of": ["freezing"]}),
        ("has_every_sign", {"all_of": "drunk"}),
        ("at_least_people", {"people": 0}),
        ("at_least_people", {"people": True}),
    ],
)
def test_a_rule_that_cannot_be_judged_by_is_refused_before_it_is_stored(predicate, parameters):
    with pytest.raises(BadParameters):
        check(GradeRule(TOWN, predicate, Grade.PROTECTIVE, parameters))


def test_the_vocabulary_of_predicates_is_closed():
    with pytest.raises(UnknownPredicate):
        check(GradeRule(TOWN, "looks_cold", Grade.PROTECTIVE))
