"""The bench runs from its command; with a few short windows it is over soon."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from services.platform.bench.run import IN_ROUNDS, NAMES, Wish

pytestmark = pytest.mark.xdist_group("stack")  # one stack at a time
RELIEF = str(Path(sys.executable).parent / "relief")
FIELDS = {"name", "value", "unit", "baseline", "ratio", "goal", "holds", "samples"}


def bench(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([RELIEF, "bench", *words], capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.only(store="postgres", log="kafka")
def test_a_short_run_prints_its_table_and_writes_what_was_measured(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    done = bench("--rounds=1", "--seconds=1", "--only=posting,relaying,bulk", f"--file={file}")
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(file.read_text())
    assert found["machine"]["processors"] >= 1 and found["machine"]["seconds"] == 1
    rows = {row["name"]: row for row in found["rows"]}
    assert all(set(row) == FIELDS and row["samples"] for row in rows.values())
    assert all(row["value"] > 0 for row in rows.values())
    assert {name.split()[0] for name, row in rows.items() if row["goal"]} == {"1", "2", "5"}
    for name in rows:
        assert name in done.stdout
    assert "Left out" in done.stdout


def test_a_row_that_nobody_knows_is_refused() -> None:
    refused = bench("--only=speed")
    assert refused.returncode != 0
    assert "speed" in refused.stderr and "posting" in refused.stderr


def test_all_rows_are_measured_unless_some_are_named() -> None:
    assert tuple(Wish(1, 1, [], [10]).chosen()) == NAMES
    assert tuple(Wish(1, 1, ["crowd", "posting"], [10]).chosen()) == ("posting", "crowd")
    assert set(IN_ROUNDS) < set(NAMES)
