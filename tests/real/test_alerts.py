"""The alarms, asked of promtool: written series, and what a played evening really showed."""

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from services.chassis.clock import Ids, SteppedClock
from services.chassis.clock.virtual import run_virtual
from services.chassis.log import EmbeddedLog
from services.platform.alone import SERVICES
from services.platform.capture import capture_app
from services.platform.client import Api
from services.platform.evening.people import gather
from services.platform.evening.script import START, Evening, at
from services.platform.first_key import make_first_key
from services.platform.ground import Ground, files_in, keys_in
from services.platform.house import House
from services.platform.pace import Pace

pytestmark = pytest.mark.only(store="postgres", log="kafka")  # where Debian's packages are installed
FOLDER = Path(__file__).parents[2] / "deploy/prometheus"
RULES = yaml.safe_load((FOLDER / "rules.yml").read_text(encoding="utf-8"))
GRAFANA = FOLDER.parent / "grafana"
BOARD = json.loads((GRAFANA / "boards/nuandong.json").read_text(encoding="utf-8"))
ALERTS = [rule for group in RULES["groups"] for rule in group["rules"] if "alert" in rule]
MINUTE = timedelta(minutes=1)
# Promtool's time begins at zero; who is asked for what is not scraped; how fast a busy machine tests is not ours.
NOT_OF_THE_EVENING = ("ConsumerStill", "ServiceGone", "RequestsSlow")
ABSOLUTE = "relief_consumer_progress_timestamp_seconds"

Series = Mapping[str, Mapping[int, float]]


def promtool(*words: str) -> str:
    done = subprocess.run(["promtool", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_alarm_is_heard_when_it_must_be_and_not_in_a_quiet_night() -> None:
    promtool("test", "rules", str(FOLDER / "rules_test.yml"))
    tests = yaml.safe_load((FOLDER / "rules_test.yml").read_text(encoding="utf-8"))["tests"]
    heard = {one["alertname"] for test in tests for one in test["alert_rule_test"] if one.get("exp_alerts")}
    assert heard == {alert["alert"] for alert in ALERTS}


def test_prometheus_takes_its_configuration_and_asks_every_service() -> None:
    promtool("check", "config", str(FOLDER / "prometheus.yml"))
    jobs = yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))["scrape_configs"]
    assert {job["job_name"]: job["metrics_path"] for job in jobs} == {
        name: f"/{name}/metrics" for name in SERVICES
    }


def test_every_alarm_says_how_urgent_it_is_and_what_to_do() -> None:
    for alert in ALERTS:
        assert alert["labels"]["severity"] in ("page", "look"), alert["alert"]
        assert alert["annotations"]["summary"] and alert["annotations"]["action"], alert["alert"]


@asynccontextmanager
async def house_in(folder: Path, clock: SteppedClock) -> AsyncIterator[tuple[House, httpx2.AsyncClient]]:
    houses: list[House] = []

    def http() -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(houses[0]), base_url="http://evening.test")

    log, others = EmbeddedLog(folder / "log.sqlite", clock), {"capture": capture_app()}
    ground = Ground(clock, Ids(clock, 1), log, keys_in(folder), files_in(folder), http=http, others=others)
    houses.append(ground.house())
    async with houses[0].running(), http() as client:
        yield houses[0], client


async def evening_by_the_minute(folder: Path) -> Series:
    """Every series of every service at every full minute of the evening; minute 0 is its start."""
    clock, seen = SteppedClock(START), defaultdict[str, dict[int, float]](dict)
    async with house_in(folder, clock) as (house, http):
        admin = Api(http, await make_first_key(house.service("notify")))
        await house.settle()
        evening, pace = Evening(await gather(admin, "http://evening.test/capture")), Pace(house, clock)

        async def reach(moment: datetime) -> None:
            while (minute := _next_minute(clock.now())) <= moment:
                await pace.reach(minute)
                await scrape(http, round((minute - START) / MINUTE), seen)
            await pace.reach(moment)

        await evening.play(reach)
    return seen


def _next_minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0) + MINUTE


async def scrape(http: httpx2.AsyncClient, minute: int, seen: dict[str, dict[int, float]]) -> None:
    for service in SERVICES:
        text = (await http.get(f"/{service}/metrics")).text
        for sample in (s for family in text_string_to_metric_families(text) for s in family.samples):
            labels = {**sample.labels, "job": service, "instance": "a"}
            series = ", ".join(f'{name}="{value}"' for name, value in labels.items())
            seen[f"{sample.name}{{{series}}}"][minute] = sample.value


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Series:
    folder = tmp_path_factory.mktemp("evening")
    return dict(run_virtual(evening_by_the_minute(folder)))


def asked_of(evening: Series, expected: list[tuple[str, str, str | None]], folder: Path) -> None:
    """`expected`: alarm, moment, and its summary or None for silence."""
    last = max(minute for values in evening.values() for minute in values)
    used = {name for alert in ALERTS for name in re.findall(r"relief_\w+", alert["expr"])} - {ABSOLUTE}
    used |= {"relief_responses_total"}
    series = [
        {
            "series": name,
            "values": " ".join(str(values.get(minute, "_")) for minute in range(last + 1)),
        }
        for name, values in evening.items()
        if name.partition("{")[0] in used
    ]
    cases = [_case(*one) for one in expected]
    test = {"interval": "1m", "input_series": series, "alert_rule_test": cases}
    text = yaml.safe_dump({"rule_files": [str(FOLDER / "rules.yml")], "tests": [test]}, allow_unicode=True)
    (folder / "evening.yml").write_text(text, encoding="utf-8")
    promtool("test", "rules", str(folder / "evening.yml"))


def _case(name: str, moment: str, summary: str | None) -> dict[str, Any]:
    minute = round((at(moment) - START) / MINUTE)
    alert = next(alert for alert in ALERTS if alert["alert"] == name)
    annotations = {"summary": summary, "action": alert["annotations"]["action"]}
    heard = [{"exp_labels": alert["labels"], "exp_annotations": annotations}] if summary else []
    return {"alertname": name, "eval_time": f"{minute}m", "exp_alerts": heard}


def test_the_evening_rings_where_it_was_late_and_nowhere_else(evening: Series, tmp_path: Path) -> None:
    late = "1 起救助已超时限且无人到场 / rescues past the limit with nobody there"
    risky = "1 起救助可能超时 / rescues likely to be late"
    silent = [
        (alert["alert"], moment, None)
        for alert in ALERTS
        if alert["alert"] not in ("RescueLate", "RescueAtRisk", *NOT_OF_THE_EVENING)
        for moment in ("19:01:00", "19:07:00", "19:16:00", "20:32:00", "20:39:00")
    ]
    heard = [
        ("RescueAtRisk", "19:20:00", None),
        ("RescueAtRisk", "20:10:00", risky),
        ("RescueLate", "20:29:00", None),
        ("RescueLate", "20:31:00", late),
        ("RescueLate", "20:38:00", None),
    ]
    asked_of(evening, [*heard, *silent], tmp_path)


def test_every_figure_that_an_alarm_or_a_panel_asks_for_is_one_that_a_service_shows(
    evening: Series, tmp_path: Path
) -> None:
    shown = {name.partition("{")[0] for name in evening}
    drawn = [target["expr"] for panel in BOARD["panels"] for target in panel.get("targets", [])]
    asked = {
        name
        for text in (*(alert["expr"] for alert in ALERTS), *drawn)
        for name in re.findall(r"relief_\w+", text)
    }
    assert asked <= shown
    rules = [{"record": f"panel:{number}", "expr": text} for number, text in enumerate(drawn)]
    (tmp_path / "drawn.yml").write_text(yaml.safe_dump({"groups": [{"name": "drawn", "rules": rules}]}))
    promtool("check", "rules", str(tmp_path / "drawn.yml"))


def test_the_board_is_what_its_code_says() -> None:
    made = subprocess.run([sys.executable, str(GRAFANA / "board.py")], capture_output=True, check=True)
    assert json.loads(made.stdout) == BOARD


def test_no_person_and_no_case_is_in_a_label(evening: Series) -> None:
    labels = {found for name in evening for found in re.findall(r'(\w+)="([^"]*)"', name)}
    values = {value for name, value in labels if name != "le"}
    assert not [value for value in values if re.search(r"\d{4,}|[0-9a-f]{8}-|[\u4e00-\u9fff]", value)]


def test_the_evening_is_counted_as_it_was(evening: Series) -> None:
    def end(series: str) -> float:
        values = evening[series]
        return values[max(values)]

    patrol = 'job="patrol", instance="a"'
    assert end(f'relief_responses_total{{kept="true", {patrol}}}') == 2
    assert end(f'relief_responses_total{{kept="false", {patrol}}}') == 1
    assert end(f"relief_response_seconds_sum{{{patrol}}}") == 412 + 610 + 4000
    assert end(f'relief_offers_total{{outcome="offered", {patrol}}}') == 4
    assert end(f'relief_offers_total{{outcome="accepted", {patrol}}}') == 3
    assert end(f'relief_offers_total{{outcome="lapsed", {patrol}}}') == 1
    assert sum(end(name) for name in evening if name.startswith("relief_rescues{")) == 0
