"""Files and functions stay short."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT, Source, parse, sources

LONGEST = tomllib.loads((Path(__file__).parent / "longest.toml").read_text())
WRITTEN_BY_HAND = {".py", ".js", ".css", ".html", ".sql", ".sh"}


def own_files() -> Iterator[Path]:
    """What people wrote, and not what was vendored."""
    for folder in ("services", "tests", "deploy"):
        for path in (ROOT / folder).rglob("*"):
            relative = path.relative_to(ROOT)
            if path.suffix in WRITTEN_BY_HAND and not any(
                part.startswith("vendor") for part in relative.parts
            ):
                yield relative


def long_functions(source: Source) -> list[str]:
    return [
        f"{source.path}:{node.lineno} {node.name} has {lines} lines"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST["function"]
    ]


def test_no_file_is_longer_than_the_longest_that_we_bear() -> None:
    lengths = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in own_files()}
    assert {str(path): lines for path, lines in lengths.items() if lines > LONGEST["file"]} == {}


def test_no_function_is_longer_than_the_longest_that_we_bear() -> None:
    assert [line for source in (*sources(), *sources("tests")) for line in long_functions(source)] == []


def test_the_numbers_only_go_down() -> None:
    assert LONGEST["file"] <= 300
    assert LONGEST["function"] <= 70


def test_a_long_function_is_found() -> None:
    text = "def long():\n" + "    pass\n" * LONGEST["function"]
    assert long_functions(parse(text, Path("services/patrol/operations.py"))) != []
