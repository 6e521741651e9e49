"""How urgent a sighting is. The rules are data (predicate, parameters, grade, citation, version); only the
vocabulary of predicates is code, and closed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from services.contracts.words import Grade, Sign
from services.patrol.domain.geography import EVERYWHERE, covers, nearest_scope
from services.patrol.domain.grades import URGENCY, Grading


class UnknownPredicate(Exception):
    """A rule uses a word that nobody taught the grader."""


class BadParameters(Exception):
    """A predicate was given something it cannot judge by."""


@dataclass(frozen=True)
class Seen:
    """What is known about a sighting when it is graded."""

    signs: tuple[Sign, ...]
    people: int


@dataclass(frozen=True)
class GradeRule:
    """If the predicate holds, the grade is at least `grade`. Parameters are the predicate's own."""

    area: str
    predicate: str
    grade: Grade
    parameters: Mapping[str, object] = field(default_factory=dict)
    citation: str = ""
    version: int = 1

    @property
    def cited(self) -> str:
        return f"{self.citation or self.predicate} v{self.version}"


def has_sign(seen: Seen, parameters: Mapping[str, object]) -> tuple[str, ...]:
    """`any_of`: at least one of these signs was seen. The reasons are those seen."""
    wanted = _signs(parameters, "any_of")
    return tuple(sign for sign in seen.signs if sign in wanted)


def has_every_sign(seen: Seen, parameters: Mapping[str, object]) -> tuple[str, ...]:
    """`all_of`: these signs together mean more than each alone."""
    wanted = _signs(parameters, "all_of")
    return tuple(sign for sign in seen.signs if sign in wanted) if wanted <= set(seen.signs) else ()


def at_least_people(seen: Seen, parameters: Mapping[str, object]) -> tuple[str, ...]:
    """`people`: so many persons or more."""
    least = parameters.get("people")
    if not isinstance(least, int) or isinstance(least, bool) or least < 1:
        raise BadParameters("at_least_people needs a number `people` of 1 or more")
    return (f"{seen.people} people",) if seen.people >= least else ()


def always(seen: Seen, parameters: Mapping[str, object]) -> tuple[str, ...]:
    """Everybody, in an area that grades all the same."""
    return ("always",)


PREDICATES: Mapping[str, Callable[[Seen, Mapping[str, object]], tuple[str, ...]]] = {
    predicate.__name__: predicate for predicate in (has_sign, has_every_sign, at_least_people, always)
}

BUILT_IN = (
    GradeRule(
        EVERYWHERE,
        "has_sign",
        Grade.LIFE_THREATENING,
        {"any_of": ["unconscious", "collapsed", "frostbite", "bleeding", "critically_ill"]},
        "built-in standard",
    ),
    GradeRule(
        EVERYWHERE,
        "has_sign",
        Grade.PROTECTIVE,
        {"any_of": ["minor", "confused", "disabled", "mental_illness", "unable_to_care"]},
        "built-in standard",
    ),
)


def check(rule: GradeRule) -> None:
    """Raises UnknownPredicate or BadParameters: a rule must be understood before it is stored."""
    if rule.predicate not in PREDICATES:
        raise UnknownPredicate(rule.predicate)
    PREDICATES[rule.predicate](Seen((), 1), rule.parameters)


def grade_of(rules: Iterable[GradeRule], area: str, seen: Seen) -> Grading:
    """The most urgent grade that a rule demands; what no rule speaks of is ordinary, for no reason.

    An area with rules of its own uses only those; where nobody has any, the built-in standard judges.
    """
    demanded = [(rule, why) for rule in rules_for(rules, area) if (why := _holds(rule, seen))]
    if not demanded:
        return Grading(Grade.ORDINARY, (), "default")
    grade = min((rule.grade for rule, _ in demanded), key=URGENCY.__getitem__)
    deciding = [(rule, why) for rule, why in demanded if rule.grade is grade]
    reasons = dict.fromkeys(reason for _, why in deciding for reason in why)
    return Grading(grade, tuple(reasons), "; ".join(dict.fromkeys(rule.cited for rule, _ in deciding)))


def rules_for(rules: Iterable[GradeRule], area: str) -> list[GradeRule]:
    """The rules of the smallest area around that has any."""
    covering = [rule for rule in rules if covers(rule.area, area)] or list(BUILT_IN)
    smallest = max((rule.area for rule in covering), key=nearest_scope)
    return [rule for rule in covering if rule.area == smallest]


def _holds(rule: GradeRule, seen: Seen) -> tuple[str, ...]:
    if rule.predicate not in PREDICATES:
        raise UnknownPredicate(rule.predicate)
    return PREDICATES[rule.predicate](seen, rule.parameters)


def _signs(parameters: Mapping[str, object], name: str) -> set[Sign]:
    given = parameters.get(name)
    if not isinstance(given, (list, tuple)) or not given:
        raise BadParameters(f"needs a list `{name}` of signs")
    try:
        return {Sign(sign) for sign in given}
    except ValueError as unknown:
        raise BadParameters(f"`{name}` holds a sign that nobody knows") from unknown
