"""Every operation of every service under generated input, good and bad: it answers as its document says, or says no
in words; never a 5xx, never without a key, and afterwards nothing half written is left."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from requests import Request
from schemathesis import Case
from schemathesis.checks import load_all_checks
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation

from services.chassis.clock.virtual import run_virtual
from tests.abuse.aim import aimed
from tests.abuse.caller import call
from tests.abuse.half_written import half_written
from tests.abuse.world import World, world
from tests.support.stand import MAKERS, InTime, ready

FLOOR = 16
"""Examples for each operation, half of them wrong on purpose; more with --examples."""
STEPS = ("dispatch", "refusal", "acceptance", "departure", "estimate", "arrival", "clock-stop", "outcome")
URL = "http://nuandong.test"
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)


@pytest.fixture(params=MAKERS)
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def opened(databases: Any, log: Callable[[Any], Any], in_time: InTime) -> Iterator[World]:
    with world(ready(databases), log, on_virtual_time=in_time is run_virtual) as found:
        yield found


def test_an_api_answers_anything_as_its_document_says_and_leaves_nothing_half_written(
    service: str, opened: World, pytestconfig: pytest.Config
) -> None:
    wanted = pytestconfig.getoption("examples") or FLOOR
    checks = [schemathesis.checks.CHECKS.get_one(name) for name in _known_checks()]
    document = json.loads(Path(f"docs/api/{service}.openapi.json").read_text())
    found = Found(opened, checks)
    opened.look_around()
    operations = [result.ok() for result in schemathesis.openapi.from_dict(document).get_all_operations()]
    for operation in sorted(operations, key=_in_the_order_of_an_evening):
        opened.look_around(service)
        found.abuse(operation, wanted)
    assert not found.wrong, "\n\n".join(found.wrong[:20])
    assert min(found.examples.values()) >= wanted
    refused = set(found.examples) - found.answered
    assert len(refused) <= 0.35 * len(found.examples), refused
    assert opened.run(half_written(opened)) == []


class Found:
    """What was tried, by operation, and what is wrong with the answers."""

    def __init__(self, opened: World, checks: list[Any]) -> None:
        self._world, self._checks = opened, checks
        self.examples: Counter[str] = Counter()
        self.answered: set[str] = set()
        """Operations that did what they were asked for at least once: abuse that is only ever refused shows little."""
        self.wrong: list[str] = []

    def abuse(self, operation: APIOperation, wanted: int) -> None:
        """`wanted` examples, half of them wrong; the last one again where there are not so many."""
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            self._generate(operation, mode, wanted // 2)
        while self.examples[operation.label] < wanted:
            self._try(operation.Case(), self.examples[operation.label])
        self._ask_without_a_key(operation)

    def _generate(self, operation: APIOperation, mode: GenerationMode, wanted: int) -> None:
        @seed(20261205)
        @settings(
            max_examples=wanted,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(generation_mode=mode), st.integers(0, 10_000))
        def tried(case: Case, aim: int) -> None:
            self._try(case, aim if mode is GenerationMode.POSITIVE else 0)

        try:
            tried()
        except Unsatisfiable:  # there is nothing to get wrong in it
            return

    def _try(self, case: Case, aim: int) -> None:
        key = aimed(case, self._world, aim)
        headers = {"Authorization": f"Bearer {key}"}
        request = Request(**case.as_transport_kwargs(URL, headers)).prepare()
        answer = self._world.run(call(self._world.stand.house, request))
        self.examples[case.operation.label] += 1
        if answer.status_code < 300:
            self.answered.add(case.operation.label)
        try:
            case.validate_response(answer, checks=self._checks, headers=headers)
        except BaseExceptionGroup as failures:
            self.wrong.append(f"{failures}")
        if answer.status_code < 300 and "Idempotency-Key" in request.headers:
            again = self._world.run(call(self._world.stand.house, request))
            if again.status_code != answer.status_code or "idempotency-replayed" not in again.headers:
                self.wrong.append(f"{case.operation.label} is done again under the same Idempotency-Key")

    def _ask_without_a_key(self, operation: APIOperation) -> None:
        if not operation.definition.raw.get("security"):
            return
        path = operation.path
        for name in (part[1:-1] for part in path.split("/") if part.startswith("{")):
            path = path.replace(f"{{{name}}}", "990101")
        for headers in ({}, {"Authorization": "Bearer nd_nobody"}, {"X-API-Key": "nd_nobody"}):
            request = Request(operation.method.upper(), f"{URL}{path}", headers=headers, json={}).prepare()
            answer = self._world.run(call(self._world.stand.house, request))
            if answer.status_code != 401 or answer.headers["content-type"] != ["application/problem+json"]:
                self.wrong.append(f"{operation.label} with {headers}: {answer.status_code}")


def _known_checks() -> tuple[str, ...]:
    load_all_checks()
    return CHECKS


def _in_the_order_of_an_evening(operation: APIOperation) -> int:
    """So that the later steps find something to be done to."""
    step = operation.path.split("/")[-1]
    if operation.label.startswith("DELETE") and step == "current":
        return len(STEPS)  # nobody is there after that
    return STEPS.index(step) if step in STEPS else -1
