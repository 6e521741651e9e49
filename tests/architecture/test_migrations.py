"""A service's migrations are one line: two that follow the same one could not be told which comes first."""

import re
from pathlib import Path

import pytest

FOLDERS = sorted(Path("services").glob("*/migrations/versions"))
FOLLOWS = re.compile(r'^(down_)?revision = "(\d{4})"$', re.MULTILINE)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parts[1])
def test_each_migration_follows_the_one_before(folder: Path) -> None:
    files = sorted(folder.glob("[0-9]*.py"))
    numbers = [f"{number:04}" for number in range(1, len(files) + 1)]
    told = [dict(FOLLOWS.findall(file.read_text(encoding="utf-8"))) for file in files]
    assert [one[""] for one in told] == numbers
    assert [one["down_"] for one in told[1:]] == numbers[:-1]
    assert [file.name[:4] for file in files] == numbers
