"""From the rows of a CSV to reports that intake understands, or to the reason why a row is none."""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from services.platform.replay.columns import PLAIN_NUMBER, SAYS_WHERE, Columns

ENCODINGS = ("utf-8-sig", "gb18030")
AS_THEY_ARE = ("address", "landmark", "road", "caller", "channel", "area")


class RowProblem(Exception):
    """Why a row is no report, without anything that it says: it may be personal, and the line is named."""


@dataclass(frozen=True)
class BadRow:
    line: int
    reason: str


@dataclass(frozen=True)
class Report:
    """`body` is what intake gets; `at` is when the row says that it happened, UTC, None in a file without times."""

    line: int
    at: datetime | None
    body: Mapping[str, Any]

    @property
    def reference(self) -> str:
        return str(self.body["reference"])


@dataclass(frozen=True)
class Reading:
    """How the rows of one file are to be understood."""

    columns: Columns
    timezone: ZoneInfo
    time_format: str | None = None
    areas: Mapping[str, str] | None = None
    """Division code by place name in lower case."""
    signs: Mapping[str, str] = field(default_factory=dict)
    """Sign by words, in capitals, that say it."""
    channel: str = "phone"
    drill: bool = False


def mark_of(row: list[str]) -> str:
    """16 hexadecimal digits that change with whatever the row says."""
    return hashlib.sha256("\x1f".join(cell.strip() for cell in row).encode()).hexdigest()[:16]


def decoded(content: bytes, encoding: str | None = None) -> str:
    """UTF-8, otherwise GB 18030, unless one is named. Raises UnicodeDecodeError."""
    for candidate in (encoding,) if encoding else ENCODINGS[:-1]:
        try:
            return content.decode(candidate)
        except UnicodeDecodeError:
            if encoding:
                raise
    return content.decode(ENCODINGS[-1])


def table(path: Path) -> dict[str, str]:
    """A two-column CSV with a header row: areas (name, code) or signs (words, sign)."""
    lines = decoded(path.read_bytes()).splitlines()
    return {row[0].strip(): row[1].strip() for row in csv.reader(lines[1:]) if len(row) >= 2}


def numbered(lines: Iterable[str], delimiter: str = ",") -> Iterator[tuple[int, list[str] | BadRow]]:
    """Every row that is not blank, with the line on which it begins, the first being 1."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, BadRow(line, f"not readable as CSV: {error}")
            continue
        if any(cell.strip() for cell in row):
            yield line, row


def read_rows(text: str, reading: Reading, delimiter: str = ",") -> Iterator[Report | BadRow]:
    """One for each row of data. Its reference is what it says and how often that was said before: identical rows are
    distinct reports, and a file that has grown, or was written in another encoding, brings only what is new."""
    seen: Counter[str] = Counter()
    rows = numbered(text.splitlines(keepends=True), delimiter)
    if reading.columns.header:
        next(rows, None)
    for line, row in rows:
        if isinstance(row, BadRow):
            yield row
            continue
        mark = mark_of(row)
        seen[mark] += 1
        try:
            yield _report(line, row, reading, f"{mark}:{seen[mark]}")
        except RowProblem as problem:
            yield BadRow(line, str(problem))


def _report(line: int, row: list[str], reading: Reading, reference: str) -> Report:
    width = reading.columns.width
    if len(row) < width or any(cell.strip() for cell in row[width:]):
        raise RowProblem(f"{len(row)} columns where the first row has {width}")
    cells = reading.columns.cells(row)
    body: dict[str, Any] = {"channel": reading.channel, "reference": reference}
    body |= {name: cells[name] for name in AS_THEY_ARE if name in cells}
    body |= _where(cells, reading) | _whom(cells, reading)
    if reading.drill:
        body["drill"] = True
    return Report(line, _when(cells, reading), body)


def _where(cells: Mapping[str, str], reading: Reading) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "latitude" in cells or "longitude" in cells:
        latitude, longitude = _number(cells, "latitude", 90), _number(cells, "longitude", 180)
        found["point"] = {"longitude": longitude, "latitude": latitude}
    elif not any(name in cells for name in SAYS_WHERE):
        raise RowProblem("does not say where")
    if "kilometre" in cells:
        found["kilometre"] = _number(cells, "kilometre", 100_000)
    if reading.areas is not None and "place" in cells and "area" not in cells:
        code = reading.areas.get(cells["place"].casefold())
        if code is None:
            raise RowProblem("its place is not among the areas")
        found["area"] = code
    return found


def _whom(cells: Mapping[str, str], reading: Reading) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "nature" in cells:
        found["words"] = cells["nature"]
        said = cells["nature"].upper()
        signs = [sign for words, sign in reading.signs.items() if words in said]
        if signs:
            found["signs"] = list(dict.fromkeys(signs))
    if "people" in cells:
        if not cells["people"].isdecimal() or int(cells["people"]) < 1:
            raise RowProblem("people is not a number from 1")
        found["people"] = int(cells["people"])
    return found


def _number(cells: Mapping[str, str], name: str, limit: int) -> float:
    cell = cells.get(name, "")
    if not PLAIN_NUMBER.fullmatch(cell):
        raise RowProblem(f"{name} is not a number")
    if abs(float(cell)) > limit:
        raise RowProblem(f"{name} is outside ±{limit}")
    return float(cell)


def _when(cells: Mapping[str, str], reading: Reading) -> datetime | None:
    if "time" not in reading.columns.positions:
        return None
    cell = cells.get("time", "")
    if not cell:
        raise RowProblem("has no time")
    try:
        if reading.time_format:
            said = datetime.strptime(cell, reading.time_format)  # noqa: DTZ007 the zone is put on below
        else:
            said = datetime.fromisoformat(cell.replace("/", "-"))
        return (said if said.tzinfo else said.replace(tzinfo=reading.timezone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise RowProblem("time is not a date and time") from None
