"""What goes wrong in a night of faults is decided by its seed, and every kind of thing does."""

from collections import Counter

from services.chassis.clock.chance import Chance
from services.chassis.log.crashes import Point
from tests.faults.plan import FOR_EACH_KILL, POINTS, Deed, crash_setting, deck


def test_the_same_seed_goes_wrong_in_the_same_way() -> None:
    assert deck(20, Chance(1)) == deck(20, Chance(1)) != deck(20, Chance(2))


def test_a_short_night_has_every_kind_of_deed_and_a_long_one_more_of_them() -> None:
    short, long = Counter(deck(6, Chance(1))), Counter(deck(200, Chance(1)))
    assert set(short) == set(long) == {Deed.KILL, *FOR_EACH_KILL}
    assert short[Deed.KILL] == 6 and long[Deed.KILL] == 140
    assert all(short[deed] == 1 for deed in FOR_EACH_KILL) and long[Deed.POSTGRES_KILLED] == 10


def test_every_point_is_armed_sooner_or_later_and_only_where_it_is_passed() -> None:
    settings = {crash_setting(service, Chance(n)) for n in range(300) for service in POINTS}
    assert {setting.partition(":")[0] for setting in settings} == {"", *Point}
    assert {crash_setting("payments", Chance(n)) for n in range(50)} == {""}
    assert not any("attempt" in crash_setting("patrol", Chance(n)) for n in range(200))
