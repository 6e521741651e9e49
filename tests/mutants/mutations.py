"""The mutations: texts of the code, each with the worse one that takes its place and the tests that must notice."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "mutations"


@dataclass(frozen=True)
class Edit:
    """`old` stands in `file` exactly once."""

    file: str
    old: str
    new: str

    def complaint(self, root: Path) -> str | None:
        """Why it does not fit the code under `root`, or None."""
        path = root / self.file
        count = path.read_text(encoding="utf-8").count(self.old) if path.is_file() else 0
        return (
            None
            if count == 1 and self.new != self.old
            else f"stands {count} times in {self.file}: {self.old}"
        )

    def make(self, root: Path) -> None:
        path = root / self.file
        path.write_text(path.read_text(encoding="utf-8").replace(self.old, self.new), encoding="utf-8")


@dataclass(frozen=True)
class Mutation:
    """`edits` are made together; `tests` are files or pytest ids, run on this store and log."""

    name: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]
    store: str
    log: str

    def complaints(self, root: Path) -> Iterator[str]:
        """Whatever of it no longer fits the code or the tests under `root`."""
        for edit in self.edits:
            if (complaint := edit.complaint(root)) is not None:
                yield f"{self.name}: {complaint}"
        for test in self.tests:
            path, _, function = test.partition("::")
            found = root / path
            if not found.exists() or (function and function not in found.read_text(encoding="utf-8")):
                yield f"{self.name}: there is no {test}"


def read_mutations() -> Sequence[Mutation]:
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))]
    return [_mutation(entry) for table in tables for entry in table["mutation"]]


def _mutation(entry: dict[str, Any]) -> Mutation:
    places = [entry, *entry.get("also", ())]
    edits = tuple(Edit(place.get("file", entry["file"]), place["old"], place["new"]) for place in places)
    real = (entry.get("store", "sqlite"), entry.get("log", "embedded"))
    return Mutation(entry["name"], edits, tuple(entry["tests"]), *real)
