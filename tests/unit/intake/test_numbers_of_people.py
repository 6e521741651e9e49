"""Telephone numbers: one way of writing each, and how much of it a stranger sees."""

import pytest
from pydantic_core import PydanticCustomError

from services.intake.domain.privacy import masked
from services.intake.schemas.fields import as_dialled, normalised


@pytest.mark.parametrize(
    ("said", "kept", "dialled"),
    [
        ("13900000007", "+8613900000007", "13900000007"),
        ("139 0000 0007", "+8613900000007", "13900000007"),
        ("+86 139-0000-0007", "+8613900000007", "13900000007"),
        ("１３９０００００００７", "+8613900000007", "13900000007"),
        ("（010）12345678", "+861012345678", "01012345678"),
        ("010-12345678转801", "+861012345678;ext=801", "01012345678 转801"),
        ("+1 650 253 0000", "+16502530000", "+16502530000"),
        ("110", "110", "110"),
        ("12345", "12345", "12345"),
        ("0000-5550007", "0000-5550007", "00005550007"),
        ("00005550007", "0000-5550007", "00005550007"),
    ],
)
def test_a_number_is_the_same_however_it_is_written(said: str, kept: str, dialled: str) -> None:
    assert normalised(said) == kept
    assert normalised(kept) == kept
    assert as_dialled(kept) == dialled


@pytest.mark.parametrize(
    "said",
    ["", "abc", "1", "12", "139000000", "1390000000700", "0000-55", "+999123", "9" * 40, "00000-5550007"],
)
def test_what_is_no_number_is_refused(said: str) -> None:
    with pytest.raises(PydanticCustomError):
        normalised(said)


@pytest.mark.parametrize(
    ("number", "seen"),
    [
        ("13900000007", "139****0007"),
        ("00005550007", "000****0007"),
        ("01012345678", "010****5678"),
        ("+16502530000", "+16****0000"),
        ("110", "110"),
        ("12345", "12345"),
        ("1234567", "****67"),
    ],
)
def test_a_stranger_sees_the_ends_only(number: str, seen: str) -> None:
    assert masked(number) == seen
