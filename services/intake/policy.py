"""What holds for each kind of report, as data: who may do what, how long it may take, how it may end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from services.contracts.words import LIFE_SIGNS, Kind, Outcome, Role, Sign

DESK = (Role.OPERATOR, Role.DISPATCHER, Role.LEADER)
STAND_INS = (Role.DISPATCHER, Role.LEADER)
LIFE_FIRST = (Kind.SIGHTING,)
"""What is taken beyond every limit of requests when there are signs that a life is in danger."""
HELPED = ("helped", "referred", "not_entitled", "withdrawn", "unreachable", "false_report")


@dataclass(frozen=True)
class CallBackRule:
    """How soon a reporter hears how it ended, and how often a call is tried."""

    within: timedelta
    again_after: timedelta
    most_tries: int
    nobody_waits: tuple[str, ...]
    """Outcomes that the reporter knows already, or after which nobody would answer."""
    citation: str
    version: int = 1


CALL_BACK = CallBackRule(
    within=timedelta(hours=1),
    again_after=timedelta(minutes=30),
    most_tries=3,
    nobody_waits=("withdrawn", "unreachable"),
    citation="each reporter gets a call-back",
)


@dataclass(frozen=True)
class KindRule:
    """`limit` runs from first receipt; a sighting has none here, its clock is patrol's.

    The administrator is in every list of roles. A team handles only what it reported itself.
    """

    letter: str
    """With which its short numbers begin."""
    limit: timedelta | None
    must_say_where: bool
    taken_by: tuple[Role, ...]
    read_by: tuple[Role, ...]
    words_read_by: tuple[Role, ...]
    handled_by: tuple[Role, ...]
    stand_ins: tuple[Role, ...]
    """Who may decide in the owner's place."""
    entrusted_to: Role | None
    """Who owns it in the end, when that must not be the one who took it."""
    outcomes: tuple[str, ...]
    citation: str
    version: int = 1


@dataclass(frozen=True)
class SamePersonRule:
    """What speaks for one person behind two calls. Nearer and fresher than `near_metres` and `recent` agrees; what is
    beyond `far_metres` or `oldest` is not shown for that; whatever patrol would join is shown all the same."""

    near_metres: int
    far_metres: int
    recent: timedelta
    oldest: timedelta
    citation: str
    version: int = 1


SAME_PERSON = SamePersonRule(
    near_metres=500,
    far_metres=1_500,
    recent=timedelta(hours=2),
    oldest=timedelta(hours=12),
    citation="several reports of one person are one rescue",
)

RULES: Mapping[Kind, KindRule] = {
    Kind.SIGHTING: KindRule(
        letter="S",
        limit=None,
        must_say_where=True,
        taken_by=(*DESK, Role.TEAM),
        read_by=(*DESK, Role.TEAM, Role.AUDITOR),
        words_read_by=(*DESK, Role.TEAM),
        handled_by=(*DESK, Role.TEAM),
        stand_ins=STAND_INS,
        entrusted_to=None,
        outcomes=tuple(each for each in Outcome if each not in (Outcome.CLOSED_BY_DESK, Outcome.MERGED)),
        citation="first-contact responsibility",
    ),
    Kind.CRY_FOR_RELIEF: KindRule(
        letter="C",
        limit=timedelta(days=3),
        must_say_where=False,
        taken_by=DESK,
        read_by=(*DESK, Role.AUDITOR),
        words_read_by=DESK,
        handled_by=DESK,
        stand_ins=STAND_INS,
        entrusted_to=None,
        outcomes=HELPED,
        citation="temporary relief: days, not months",
    ),
    Kind.SERVICE_REQUEST: KindRule(
        letter="R",
        limit=timedelta(days=5),
        must_say_where=False,
        taken_by=DESK,
        read_by=(*DESK, Role.AUDITOR),
        words_read_by=DESK,
        handled_by=DESK,
        stand_ins=STAND_INS,
        entrusted_to=None,
        outcomes=HELPED,
        citation="hotline service standard",
    ),
    Kind.COMPLAINT: KindRule(
        letter="K",
        limit=timedelta(days=15),
        must_say_where=False,
        taken_by=(*DESK, Role.AUDITOR),
        read_by=(Role.AUDITOR,),
        words_read_by=(Role.AUDITOR,),
        handled_by=(Role.AUDITOR,),
        stand_ins=(),
        entrusted_to=Role.AUDITOR,
        outcomes=("upheld", "partly_upheld", "not_upheld", "referred", "withdrawn", "false_report"),
        citation="complaints have an independent owner and protect the caller",
    ),
}


def threatens_life(kind: Kind, signs: Iterable[Sign]) -> bool:
    return kind in LIFE_FIRST and not LIFE_SIGNS.isdisjoint(signs)
