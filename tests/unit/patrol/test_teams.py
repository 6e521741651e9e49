from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.patrol.domain.errors import ShiftWithoutEnd, StockShort
from services.patrol.domain.team import (
    Position,
    Shift,
    Status,
    add_shift,
    end_shift,
    hand_out,
    move,
    restock,
)
from tests.unit.patrol.scenes import BRIDGE, at, north_of, team

counts = some.dictionaries(some.sampled_from(["quilt", "coat", "tent"]), some.integers(0, 9))


def test_a_team_is_on_duty_from_the_first_second_until_just_before_the_last():
    third = team("丙队", 1_000, begins="20:00")
    assert third.status_at(at("19:59:59")) is Status.OFF_SHIFT
    assert third.status_at(at("20:00:00")) is Status.FREE
    assert third.status_at(at("01:59:59")) is Status.FREE
    assert third.status_at(at("02:00:00")) is Status.OFF_SHIFT


def test_a_reserved_team_is_busy_even_when_its_shift_has_ended():
    assert replace(team("甲队", 0), rescue="rescue-1").status_at(at("03:00")) is Status.BUSY


def test_a_team_whose_offer_lapsed_is_not_answering():
    assert replace(team("乙队", 0), answering=False).status_at(at("19:06")) is Status.NOT_ANSWERING


def test_handing_out_one_of_four_quilts_leaves_three():
    assert hand_out(team("甲队", 0), {"quilt": 1}).stock == {"quilt": 3}


def test_cards_are_counted_only_where_somebody_counts_them():
    assert hand_out(team("甲队", 0), {"card": 1}).stock == {"quilt": 4}
    assert hand_out(restock(team("甲队", 0), {"card": 20}), {"card": 1}).stock == {"card": 19}


def test_nothing_is_handed_out_that_is_not_on_board():
    with pytest.raises(StockShort) as short:
        hand_out(team("甲队", 0), {"quilt": 5})
    assert (short.value.item, short.value.wanted, short.value.on_board) == ("quilt", 5, 4)
    with pytest.raises(StockShort):
        hand_out(team("甲队", 0), {"tent": 1})
    with pytest.raises(StockShort):
        restock(team("甲队", 0), {"quilt": -1})


@given(counts, counts)
def test_goods_are_neither_made_nor_lost(on_board: dict[str, int], wanted: dict[str, int]):
    stocked = restock(team("甲队", 0), on_board)
    try:
        left = hand_out(stocked, wanted)
    except StockShort:
        assert any(count > on_board.get(item, 0) for item, count in wanted.items())
    else:
        assert all(
            left.stock.get(item, 0) + wanted.get(item, 0) == on_board.get(item, 0)
            for item in ("quilt", "coat", "tent")
        )


def test_a_new_shift_replaces_those_it_overlaps():
    longer = add_shift(team("甲队", 0), Shift(at("19:00"), at("04:00")), at("19:00"))
    assert longer.shifts == (Shift(at("19:00"), at("04:00")),)
    again = add_shift(longer, Shift(at("05:00"), at("06:00")), at("19:00"))
    assert [shift.begins for shift in again.shifts] == [at("19:00"), at("05:00")]


def test_a_shift_ends_after_it_begins_and_not_in_the_past():
    for begins, ends, now in [
        ("19:00", "19:00", "18:00"),
        ("20:00", "19:00", "18:00"),
        ("18:00", "19:00", "19:30"),
    ]:
        with pytest.raises(ShiftWithoutEnd):
            add_shift(team("甲队", 0), Shift(at(begins), at(ends)), at(now))


def test_going_off_duty_keeps_tomorrows_shift_and_a_team_off_duty_gives_it_up():
    planned = add_shift(team("甲队", 0), Shift(at("05:00"), at("06:00")), at("19:00"))
    off = end_shift(planned, at("19:00"))
    assert off.status_at(at("19:00")) is Status.OFF_SHIFT and off.status_at(at("05:30")) is Status.FREE
    assert end_shift(off, at("19:01")).shifts == ()


def test_an_older_position_does_not_move_a_team_back():
    moved = move(team("甲队", 2_000), Position(BRIDGE, at("19:06")))
    late = move(moved, Position(north_of(BRIDGE, 900), at("19:05")))
    assert late.position is not None and late.position.point == BRIDGE
    assert late.position.age_seconds(at("19:07")) == 60
