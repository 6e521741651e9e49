"""A number as people say it is found, and what is none finds nothing."""

import pytest

from services.intake.domain.looking_up import Numbers, numbers_in


@pytest.mark.parametrize("said", ["S-0042", "s-0042", " s42 ", "S 42", "s0042"])
def test_a_report_is_found_by_its_number_however_it_is_said(said: str) -> None:
    assert numbers_in(said) == Numbers(True, ("S-0042",))


def test_without_its_letter_it_may_be_any_kind_or_a_rescue() -> None:
    found = numbers_in("37")
    assert "S-0037" in found.reports and "C-0037" in found.reports and found.rescues == ("037",)


@pytest.mark.parametrize("said", ["abc", "S-", "13900000007", "S-0042; drop", "٤٢"])
def test_what_is_no_number_finds_nothing_instead_of_everything(said: str) -> None:
    assert numbers_in(said) == Numbers(asked=True)


def test_nothing_said_is_no_question() -> None:
    assert not numbers_in("  ").asked
