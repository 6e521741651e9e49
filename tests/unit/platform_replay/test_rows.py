"""A CSV becomes reports, or reasons why a row is none."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from services.contracts.words import Channel, Sign
from services.platform.replay.columns import BadColumns, choose_columns
from services.platform.replay.command import SIGNS
from services.platform.replay.rows import (
    BadRow,
    Reading,
    Report,
    decoded,
    mark_of,
    numbered,
    read_rows,
    table,
)

CALL = (
    "40.0883549,-75.3821004,EMS: UNCONSCIOUS SUBJECT,2016-01-15 12:01,UPPER MERION,DEKALB PIKE & ALLENDALE RD"
)
EXAMPLE_AREAS = Path(__file__).parents[3] / "deploy/examples/calls-sample-areas.csv"


def rows_of(text: str, wish: str | None = None, **how) -> list[Report | BadRow]:
    _, first = next(numbered(text.splitlines()))
    assert isinstance(first, list)
    how = {"timezone": ZoneInfo("America/New_York"), **how}
    return list(read_rows(text, Reading(choose_columns(first, wish), **how)))


def only(text: str, **how) -> Report:
    (report,) = rows_of(text, **how)
    assert isinstance(report, Report), report
    return report


def reason(text: str, **how) -> str:
    bad = [row for row in rows_of(text, **how) if isinstance(row, BadRow)]
    assert len(bad) == 1
    return bad[0].reason


def test_a_call_log_without_header_is_understood() -> None:
    report = only(CALL, areas=dict_of_areas(), signs=table(SIGNS))
    assert report.at == datetime(2016, 1, 15, 17, 1, tzinfo=UTC)
    assert report.body == {
        "channel": "phone",
        "reference": f"{mark_of(next(csv.reader([CALL])))}:1",
        "point": {"longitude": -75.3821004, "latitude": 40.0883549},
        "landmark": "DEKALB PIKE & ALLENDALE RD",
        "area": "990102056",
        "words": "EMS: UNCONSCIOUS SUBJECT",
        "signs": ["unconscious"],
    }


def dict_of_areas() -> dict[str, str]:
    return {name.casefold(): code for name, code in table(EXAMPLE_AREAS).items()}


def test_the_body_says_nothing_of_today_so_that_a_second_sending_is_the_same() -> None:
    assert not {"received_at", "found_at"} & set(only(CALL).body)


def test_identical_rows_are_distinct_reports() -> None:
    one, two = rows_of(f"{CALL}\n{CALL}\n")
    assert isinstance(one, Report) and isinstance(two, Report)
    assert one.reference != two.reference


def test_a_header_names_the_columns_in_any_order_and_language() -> None:
    report = only(
        "时间,内容,经度,纬度,人数,电话,地址\n2026-12-05 19:00,一人昏迷,100.0,40.0,2,13800000000,桥下\n",
        signs=table(SIGNS),
    )
    assert report.line == 2
    assert report.body["point"] == {"longitude": 100.0, "latitude": 40.0}
    assert (report.body["people"], report.body["caller"], report.body["address"]) == (
        2,
        "13800000000",
        "桥下",
    )
    assert report.body["signs"] == ["unconscious"]


@pytest.mark.parametrize("wish", ["latitude=2,longitude=3", "latitude=b,longitude=c"])
def test_columns_can_be_told_by_number_or_by_name(wish: str) -> None:
    text = "a,b,c\nx,40.0,100.0\n" if "=b" in wish else "x,40.0,100.0\n"
    assert only(text, wish=wish).body["point"] == {"longitude": 100.0, "latitude": 40.0}


@pytest.mark.parametrize(
    ("first", "wish"),
    [
        (["1", "2", "3"], None),
        (["40.0", "100.0"], "latitude=1,longitude=9"),
        (["40.0", "100.0"], "latitude=1,height=2"),
        (["40.0", "100.0"], "latitude"),
        (["time", "words"], None),
        ([], None),
    ],
    ids=["unnamed", "no such column", "no such field", "no column", "nowhere", "empty"],
)
def test_columns_that_cannot_be_told_apart_are_refused(first: list[str], wish: str | None) -> None:
    with pytest.raises(BadColumns):
        choose_columns(first, wish)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("x,100.0,n,2026-12-05 19:00,t,l", "latitude is not a number"),
        ("nan,100.0,n,2026-12-05 19:00,t,l", "latitude is not a number"),
        ("91,100.0,n,2026-12-05 19:00,t,l", "latitude is outside ±90"),
        ("40.0,181,n,2026-12-05 19:00,t,l", "longitude is outside ±180"),
        ("40.0,,n,2026-12-05 19:00,t,l", "longitude is not a number"),
        (",,n,2026-12-05 19:00,t,", "does not say where"),
        ("40.0,100.0,n,yesterday,t,l", "time is not a date and time"),
        ("40.0,100.0,n,2026-02-30 19:00,t,l", "time is not a date and time"),
        ("40.0,100.0,n,0001-01-01 00:00,t,l", "time is not a date and time"),
        ("40.0,100.0,n,,t,l", "has no time"),
        ("40.0,100.0,n", "3 columns where the first row has 6"),
        ("40.0,100.0,n,2026-12-05 19:00,t,l,more", "7 columns where the first row has 6"),
    ],
)
def test_a_bad_row_says_why_and_the_others_go_on(cells: str, said: str) -> None:
    found = rows_of(f"{CALL}\n{cells}\n{CALL}\n", timezone=ZoneInfo("Asia/Shanghai"))
    assert [type(row) for row in found] == [Report, BadRow, Report]
    assert found[1] == BadRow(2, said)


def test_a_place_that_is_not_among_the_areas_is_not_guessed() -> None:
    assert reason(CALL, areas={"elsewhere": "990102001"}) == "its place is not among the areas"


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = f'{CALL}\n\n40.0,100.0,"two\nlines",2026-12-05 19:00,t,l\n{CALL}\n'
    assert [row.line for row in rows_of(text)] == [1, 3, 5]


def test_an_unclosed_quote_is_a_bad_row() -> None:
    assert "not readable as CSV" in reason(f'{CALL}\n40.0,100.0,"never closed,2026-12-05 19:00,t,l\n')


def test_times_of_the_file_are_taken_in_its_own_time_zone() -> None:
    text = "40.0,100.0,n,2016-07-15 12:00,t,l"
    assert only(text).at == datetime(2016, 7, 15, 16, 0, tzinfo=UTC)
    assert only(text, timezone=ZoneInfo("Asia/Shanghai")).at == datetime(2016, 7, 15, 4, 0, tzinfo=UTC)
    assert only("40.0,100.0,n,2016-07-15T12:00:00+02:00,t,l").at == datetime(2016, 7, 15, 10, 0, tzinfo=UTC)


def test_a_time_format_can_be_told() -> None:
    report = only("40.0,100.0,n,15.7.2016 12h00,t,l", time_format="%d.%m.%Y %Hh%M")
    assert report.at == datetime(2016, 7, 15, 16, 0, tzinfo=UTC)


def test_chinese_files_come_in_either_encoding() -> None:
    assert decoded("地址\n桥下".encode("gb18030")) == "地址\n桥下"
    assert decoded("\ufeff地址".encode()) == "地址"
    with pytest.raises(UnicodeDecodeError):
        decoded(b"\xff\xff")


def test_a_row_is_named_by_what_it_says_and_how_often_so_that_a_grown_file_brings_only_what_is_new() -> None:
    once, grown = rows_of(f"{CALL}\n"), rows_of(f"{CALL}\r\n{CALL}\r\n")
    assert isinstance(once[0], Report) and all(isinstance(row, Report) for row in grown)
    assert grown[0].reference == once[0].reference != grown[1].reference


def test_a_drill_is_marked_on_every_report() -> None:
    assert only(CALL, drill=True).body["drill"] is True
    assert "drill" not in only(CALL).body


def test_the_signs_that_words_tell_are_signs_that_intake_knows() -> None:
    assert set(table(SIGNS).values()) <= set(Sign)
    assert Reading.channel in set(Channel)


def test_a_row_of_data_is_not_taken_for_a_header_because_a_cell_reads_like_a_name() -> None:
    assert only("40.0,100.0,phone,2026-12-05 19:00,TOWN,road").body["words"] == "phone"
