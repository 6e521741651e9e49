"""Where reference data is read from: our own files, and beside them an office's (`use`).

An office's folder may hold any of divisions.csv, outlines.geojson, base_map.geojson and calendar.csv, in the form of
the files beside this module. What it says about a code or a day replaces what ours say.
"""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

FOLDER = Path(__file__).parent
NAMES = ("divisions.csv", "outlines.geojson", "base_map.geojson", "calendar.csv")


class Remembered(Protocol):
    """What `functools.cache` makes."""

    def cache_clear(self) -> None: ...


Read = TypeVar("Read", bound=Remembered)
_folders: list[Path] = [FOLDER]
_forget: list[Callable[[], None]] = []


def use(folder: Path | None) -> None:
    """From now on read that folder too; None: ours alone. Check it first with `check.faults_in`."""
    _folders[1:] = [folder] if folder else []
    for forget in _forget:
        forget()


def each(name: str) -> Iterator[Path]:
    """The files of that name, ours first."""
    return (file for folder in _folders if (file := folder / name).is_file())


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """The rows of the CSV files of that name, ours first."""
    for file in each(name):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            yield from csv.DictReader(lines)


def collections_of(name: str) -> Iterator[dict[str, Any]]:
    """The GeoJSON FeatureCollections of that name, ours first."""
    return (json.loads(file.read_text(encoding="utf-8-sig")) for file in each(name))


def on_change(read: Read) -> Read:
    """Marks a remembered reading that is to be made anew when another folder is used."""
    _forget.append(read.cache_clear)
    return read
