"""Which column of a CSV holds what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WITHOUT_HEADER = ("latitude", "longitude", "nature", "time", "place", "landmark")
"""The layout of a file that does not name its columns: an emergency call log."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "latitude": ("latitude", "lat", "纬度"),
    "longitude": ("longitude", "lng", "lon", "long", "经度"),
    "time": (
        "time",
        "timestamp",
        "received_at",
        "received",
        "date",
        "datetime",
        "时间",
        "来电时间",
        "接报时间",
    ),
    "nature": ("nature", "words", "title", "desc", "description", "what", "内容", "情况", "事由"),
    "place": ("place", "township", "twp", "town", "district", "乡镇", "街道", "辖区"),
    "area": ("area", "code", "division", "区划代码"),
    "address": ("address", "addr", "地址", "地点"),
    "landmark": ("landmark", "crossing", "地标"),
    "road": ("road", "道路"),
    "kilometre": ("kilometre", "kilometer", "km", "公里"),
    "people": ("people", "persons", "人数"),
    "caller": ("caller", "phone", "telephone", "电话", "来电号码"),
    "channel": ("channel", "渠道"),
}
FIELDS = tuple(NAMES)
FIELD_OF = {name: field for field, names in NAMES.items() for name in names}
PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
SAYS_WHERE = ("address", "landmark", "road")


class BadColumns(Exception):
    """The file's columns cannot be told apart, or the wish does not fit the file."""


@dataclass(frozen=True)
class Columns:
    """`positions`: index of the column of each field. `header`: whether the first row names the columns.
    `width`: how many cells a row has."""

    positions: Mapping[str, int]
    header: bool
    width: int

    def cells(self, row: Sequence[str]) -> dict[str, str]:
        """The row's cells by field, empty ones left out."""
        found = {field: row[index].strip() for field, index in self.positions.items()}
        return {field: cell for field, cell in found.items() if cell}


def choose_columns(first: Sequence[str], wish: str | None = None, header: bool | None = None) -> Columns:
    """From the file's first row and the user's wish, `latitude=1,longitude=2,nature=words`: numbers from 1 or names.

    `header` None: there is one if the wish speaks of names, or the first row has known names and no number.
    """
    if not first:
        raise BadColumns("the file has no rows, or its first row cannot be read")
    wanted = _parse(wish) if wish else {}
    names = [cell.strip().casefold() for cell in first]
    if header is None:
        header = _looks_like_a_header(names) or not all(told.isdigit() for told in wanted.values())
    positions = {field: _position(told, names, header) for field, told in wanted.items()}
    if not wanted:
        positions = _guess(names, header)
    if not ({"latitude", "longitude"} <= set(positions) or set(positions) & set(SAYS_WHERE)):
        raise BadColumns("no column says where: latitude and longitude, address, landmark or road")
    return Columns(positions, header, len(first))


def _looks_like_a_header(names: Sequence[str]) -> bool:
    return any(name in FIELD_OF for name in names) and not any(PLAIN_NUMBER.fullmatch(name) for name in names)


def _parse(wish: str) -> dict[str, str]:
    wanted = {}
    for part in wish.split(","):
        field, _, told = part.partition("=")
        if field.strip() not in FIELDS or not told.strip():
            raise BadColumns(f"'{part}' is not FIELD=COLUMN; fields are {', '.join(FIELDS)}")
        wanted[field.strip()] = told.strip()
    return wanted


def _position(told: str, names: Sequence[str], header: bool) -> int:
    if told.isdigit() and 1 <= int(told) <= len(names):
        return int(told) - 1
    if header and told.casefold() in names:
        return names.index(told.casefold())
    raise BadColumns(f"the file has no column '{told}'")


def _guess(names: Sequence[str], header: bool) -> dict[str, int]:
    if header:
        found = [(FIELD_OF[name], index) for index, name in enumerate(names) if name in FIELD_OF]
        return dict(reversed(found))  # of two columns for one field the first is taken
    if len(names) != len(WITHOUT_HEADER):
        raise BadColumns(f"{len(names)} columns without names: say what they hold with --columns")
    return {field: index for index, field in enumerate(WITHOUT_HEADER)}
