from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as some

from services.contracts.words import Refusal
from services.patrol.domain.candidates import Call, best, free, rank
from tests.unit.patrol.scenes import BRIDGE, HILLS, IN_THE_HILLS, IN_TOWN, TOWN, at, north_of, refused, team

CREWS = (team("乙队", 3_500), team("丙队", 1_000, begins="20:00"), team("甲队", 2_000))
AT_THE_BRIDGE = Call(BRIDGE, TOWN)


def test_at_seven_the_nearer_team_is_first_and_the_one_off_shift_is_refused():
    ranking = rank(CREWS, AT_THE_BRIDGE, IN_TOWN, at("19:00"))
    assert [(c.name, c.seconds, c.metres, c.refused) for c in ranking] == [
        ("甲队", 312, 2_000, None),
        ("乙队", 546, 3_500, None),
        ("丙队", 156, 1_000, Refusal.OFF_SHIFT),
    ]


def test_the_move_that_would_help_on_the_hill_road_is_shown_with_its_own_estimate():
    driving = replace(team("乙队", 26_000), rescue="rescue-3")
    waiting = team("丙队", 1_000, begins="20:00")
    ranking = rank([driving, waiting], Call(north_of(BRIDGE, 9_000), HILLS), IN_THE_HILLS, at("20:02"))
    assert [(c.name, c.seconds) for c in free(ranking)] == [("丙队", 936)]
    assert refused(ranking)["乙队"] is Refusal.BUSY


def test_every_refusal_has_its_reason():
    crews = [
        team("a", 1),
        replace(team("b", 1), rescue="another"),
        replace(team("c", 1), answering=False),
        team("d", None),
        replace(team("e", 1), area=HILLS),
        team("f", 1, begins="20:00"),
        team("g", 1),
        replace(team("h", 1), drill=True),
    ]
    ranking = rank(crews, replace(AT_THE_BRIDGE, asked={"g"}), IN_TOWN, at("19:00"))
    assert refused(ranking) == {
        "a": None,
        "b": Refusal.BUSY,
        "c": Refusal.NOT_ANSWERING,
        "d": Refusal.NO_POSITION,
        "e": Refusal.OTHER_AREA,
        "f": Refusal.OFF_SHIFT,
        "g": Refusal.ALREADY_ASKED,
        "h": Refusal.OTHER_AREA,
    }


def test_nobody_free_means_no_best():
    assert best(rank([team("丙队", 1_000, begins="20:00")], AT_THE_BRIDGE, IN_TOWN, at("19:00"))) is None


def test_equally_near_teams_keep_the_order_of_their_names():
    crews = [team("b", 500), team("a", 500), team("c", 400)]
    assert [c.name for c in rank(crews, AT_THE_BRIDGE, IN_TOWN, at("19:00"))] == ["c", "a", "b"]


@given(some.permutations([team(f"team {n}", 250 * (n // 2)) for n in range(6)]))
def test_the_ranking_does_not_depend_on_the_order_of_the_register(crews):
    in_order = sorted(crews, key=lambda crew: crew.name)
    assert rank(crews, AT_THE_BRIDGE, IN_TOWN, at("19:00")) == rank(
        in_order, AT_THE_BRIDGE, IN_TOWN, at("19:00")
    )
