"""One frozen record per fact, plainly fake: what was once said must be readable for ever.

A sample is never edited. A later optional field goes into the class only; a break makes `<Fact>.v2.json`.
"""

import json
from pathlib import Path
from typing import Any

from services.contracts.envelope import Fact, Headers

FOLDER = Path(__file__).parent


def sample_path(fact: type[Fact]) -> Path:
    return FOLDER / f"{fact.__name__}.{fact.type().rsplit('.', 1)[-1]}.json"


def read_sample(path: Path) -> tuple[Headers, dict[str, Any]]:
    """Headers as they stand on the log, and the data."""
    sample = json.loads(path.read_text(encoding="utf-8"))
    return [(name, value.encode()) for name, value in sample["headers"].items()], sample["data"]
