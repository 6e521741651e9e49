"""Time, ids and randomness are passed in: only the clock's package asks the machine for them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import Source, lies_in, parse, sources

FORBIDDEN = {
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime"),
    *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today"),
    *("uuid.uuid1", "uuid.uuid4"),
    *("random", "secrets.choice", "secrets.randbelow"),
}


def uses(source: Source) -> Iterator[str]:
    """Every use of something forbidden, called or only handed on, whatever it was renamed to."""
    known = _names(source.tree)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import | ast.ImportFrom) or not isinstance(node, ast.Attribute | ast.Name):
            continue
        dotted = ast.unparse(node)
        first, _, rest = dotted.partition(".")
        meant = ".".join(part for part in (known.get(first), rest) if part)
        if first in known and any(lies_in(meant, name) for name in FORBIDDEN):
            yield f"{source.path}:{node.lineno} uses {meant}"


def _names(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for."""
    known = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            tops = [alias.name.split(".")[0] for alias in node.names if not alias.asname]
            known |= dict(zip(tops, tops, strict=True))
            known |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return known


def test_only_the_clock_asks_the_machine_for_time_ids_and_randomness() -> None:
    others = [source for source in sources() if not source.within("services.chassis.clock")]
    assert [line for source in others for line in uses(source)] == []


@pytest.mark.parametrize(
    "text",
    [
        "import time\ntime.time()",
        "from time import time as clock\nclock()",
        "import datetime as dt\ndt.datetime.now(dt.UTC)",
        "from datetime import datetime\ndatetime.now(tz=None)",
        "from uuid import uuid4\nfield(default_factory=uuid4)",
        "import random\nrandom.Random(7)",
    ],
)
def test_a_forbidden_use_is_found_under_any_name(text: str) -> None:
    assert list(uses(parse(text, Path("services/patrol/operations.py")))) != []


def test_what_is_passed_in_is_not_forbidden() -> None:
    text = (
        "from datetime import datetime\ndef late(now: datetime, random): return random.choice([now.time()])"
    )
    assert list(uses(parse(text, Path("services/patrol/operations.py")))) == []


def test_suites_without_real_parts_never_sleep() -> None:
    quick = ("tests.unit", "tests.journeys", "tests.contracts", "tests.architecture")
    names = [source for source in sources("tests") if source.within(*quick)]
    assert [f"{source.path}" for source in names if "time.sleep" in source.imports()] == []
