"""A call that names an area and no point is placed in its middle."""

from datetime import date

import pytest

from services.contracts.reference.divisions import division_at, middle_of, outer_lines_of
from services.contracts.values import Point

TONIGHT = date(2026, 12, 5)


@pytest.mark.parametrize("code", ["990101001", "990101002"])
def test_the_middle_of_a_township_lies_in_it(code: str) -> None:
    middle = middle_of(code, TONIGHT)
    assert middle is not None
    found = division_at(Point(longitude=middle[0], latitude=middle[1]), TONIGHT)
    assert found is not None and found.code.startswith(code)


def test_an_area_that_nobody_drew_is_placed_by_the_smallest_drawn_one_around_it() -> None:
    assert middle_of("990101001999", TONIGHT) == middle_of("990101001", TONIGHT)


def test_where_nothing_is_drawn_there_is_no_middle() -> None:
    assert middle_of("110101", TONIGHT) is None


def test_the_lines_of_a_division_are_those_of_the_day() -> None:
    (line,) = outer_lines_of("990101001", TONIGHT)
    (former,) = outer_lines_of("990101001", date(2023, 1, 1))
    assert line[0] == line[-1] and line != former
    assert outer_lines_of("990101003", TONIGHT) == ()
