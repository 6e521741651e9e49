import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.contracts.words import ClockStop
from services.patrol.domain.figures import Sample, figures_of, percentile

numbers = some.lists(some.integers(0, 10_000), min_size=1)
percents = some.integers(1, 100)


def test_percentiles_are_samples_never_something_between():
    assert percentile([412, 4_000, 610], 50) == 610
    assert percentile([412, 4_000, 610], 90) == 4_000
    assert percentile([10, 20], 50) == 10
    assert percentile([10, 20], 51) == 20
    assert percentile([], 50) is None


@given(numbers, percents)
def test_at_least_so_many_of_a_hundred_do_not_exceed_it_and_no_smaller_sample_does_that(values, percent):
    found = percentile(values, percent)
    assert found in values
    assert 100 * sum(value <= found for value in values) >= percent * len(values)
    assert 100 * sum(value < found for value in values) < percent * len(values)


@pytest.mark.parametrize("percent", [0, 101, -5])
def test_a_percentile_lies_between_one_and_a_hundred(percent: int):
    with pytest.raises(ValueError, match="between 1 and 100"):
        percentile([1], percent)


def test_clocks_stopped_by_a_person_are_counted_apart():
    samples = [
        Sample("1", "990101001", "town", 412, True, ClockStop.ARRIVAL),
        Sample("2", "990101001", "town", 1, True, ClockStop.PERSON),
        Sample("3", "990101001", "town", 900, True, ClockStop.FOUND_GONE),
    ]
    figures = figures_of(samples)
    assert (figures.total.rescues, figures.stopped_by_person) == (2, 1)
    assert figures.percentiles[50] == 412 and figures.percentiles[90] == 900


def test_no_samples_have_no_percentile_and_no_share():
    figures = figures_of([])
    assert figures.total.share is None and set(figures.percentiles.values()) == {None}
