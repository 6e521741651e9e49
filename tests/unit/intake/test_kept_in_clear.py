"""What is kept in clear holds no number of a person, and whoever numbers by machine is not refused."""

import hashlib
import uuid

import pytest
from pydantic import TypeAdapter, ValidationError

from services.intake.schemas.told import Road

ROAD = TypeAdapter(Road)


@pytest.mark.parametrize(
    "text",
    [
        "13912345678", "问13912345678", "139-1234-5678", "139 1234 5678", "+86 13912345678", "１３９１２３４５６７８",
        "0000-5550001", "00005550001", "门口 110101194912310021", "11010119491231002x", "110101 19491231 002X",
    ],
)  # fmt: skip
def test_a_person_s_number_is_refused_however_it_is_written(text: str) -> None:
    with pytest.raises(ValidationError, match="a person's number"):
        ROAD.validate_python(text)


@pytest.mark.parametrize(
    "text", ["国道 109 线", "G312", "2026120519000012345", "call-12345", "山路 14", None]
)
def test_roads_and_references_are_not(text: str | None) -> None:
    assert ROAD.validate_python(text) == text


def test_hashes_and_ids_are_not() -> None:
    for number in range(20_000):
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        assert ROAD.validate_python(digest) == digest
        assert ROAD.validate_python(str(uuid.UUID(digest[:32]))) is not None
