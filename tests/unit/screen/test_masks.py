"""What pages show of secrets."""

import pytest

from services.chassis.screen.masks import account_tail, masked_identity, masked_phone, short_hash


def test_an_identity_number_keeps_its_ends() -> None:
    assert masked_identity("110000199901010011") == "1100**********0011"


@pytest.mark.parametrize(
    ("number", "shown"), [("13900000007", "139****0007"), ("0000-5550007", "000****0007")]
)
def test_a_telephone_keeps_three_and_four(number: str, shown: str) -> None:
    assert masked_phone(number) == shown


@pytest.mark.parametrize("number", ["", "110", "12345", "123456789"])
def test_what_is_too_short_to_hide_in_is_hidden_altogether(number: str) -> None:
    assert set(masked_phone(number)) <= {"*"}
    assert set(masked_identity(number)) <= {"*"}


def test_an_account_shows_its_tail_alone() -> None:
    assert account_tail("6222000011110456") == "0456"
    assert account_tail("0456") == "****"


def test_a_hash_shows_its_ends() -> None:
    assert short_hash("7f3a91c2" + "0" * 52 + "beef") == "7f3a91c2…beef"
    assert short_hash("7f3a91c2") == "7f3a91c2"
