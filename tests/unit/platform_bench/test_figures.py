"""What the table says follows from the samples."""

from math import isnan

import pytest

from services.platform.bench.figures import Goal, compared, percentile, plain, table


@pytest.mark.parametrize(("share", "value"), [(0.5, 3), (0.99, 5), (0.01, 1), (1.0, 5)])
def test_a_percentile_is_one_of_the_values(share: float, value: float) -> None:
    assert percentile([5, 1, 4, 2, 3], share) == value


def test_of_nothing_there_is_no_percentile() -> None:
    assert isnan(percentile([], 0.5))


def test_a_ratio_is_the_median_of_the_rounds_and_its_samples_show_the_range() -> None:
    row = compared("rate", [(10, 20), (30, 40), (90, 100)], "1/s", Goal(at_least=0.7))
    assert (row.value, row.baseline, row.ratio) == (30, 40, 0.75)
    assert row.samples == (0.5, 0.75, 0.9)
    assert row.holds is True and row.goal == "≥ 0.7"


def test_a_goal_that_is_not_reached_is_missed() -> None:
    assert plain("time", [3.0, 1.0, 2.5], "ms", Goal(at_most=2)).holds is False
    assert plain("time", [3.0, 1.0, 2.0], "ms", Goal(at_most=2)).holds is True
    assert plain("time", [3.0], "ms").holds is None


def test_the_table_names_what_was_missed() -> None:
    shown = table([plain("late", [3.0], "ms", Goal(at_most=2)), plain("free", [1234.5], "1/s")])
    late, free = shown.splitlines()[1:]
    assert "MISSED" in late and "≤ 2" in late
    assert "1,234" in free and "MISSED" not in free


def test_a_row_as_json_has_what_was_agreed() -> None:
    row = compared("rate", [(1, 3)], "1/s", Goal(at_least=0.3)).as_json()
    assert set(row) == {"name", "value", "unit", "baseline", "ratio", "goal", "holds", "samples"}
    assert row["ratio"] == 0.3333 and row["samples"] == [0.3333]
