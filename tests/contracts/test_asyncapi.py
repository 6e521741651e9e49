"""The committed description of the log is the one that the code makes, and is well formed."""

import json
from pathlib import Path

import jsonschema
import pytest

from services.contracts import asyncapi
from services.contracts.catalogue import FACTS
from services.contracts.samples import read_sample, sample_path

SCHEMA = json.loads((Path(__file__).parent / "vendored" / "asyncapi-3.0.0.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def document() -> dict:
    return json.loads(asyncapi.DOCUMENT.read_text(encoding="utf-8"))


def test_the_committed_document_is_the_one_that_the_code_makes() -> None:
    committed = asyncapi.DOCUMENT.read_text(encoding="utf-8")
    assert committed == asyncapi.as_text(asyncapi.document()), "run python -m services.contracts.asyncapi"


def test_the_document_is_valid_asyncapi(document: dict) -> None:
    assert list(jsonschema.Draft7Validator(SCHEMA).iter_errors(document)) == []


def test_a_document_with_a_mistake_is_refused(document: dict) -> None:
    broken = {
        **document,
        "operations": {"intakeSays": {"action": "shout", "channel": {"$ref": "#/channels/x"}}},
    }
    assert list(jsonschema.Draft7Validator(SCHEMA).iter_errors(broken))


def test_every_reference_leads_somewhere(document: dict) -> None:
    def references(part: object) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [found for value in part.values() for found in references(value)]
        return [found for value in part for found in references(value)] if isinstance(part, list) else []

    for reference in references(document):
        target = document
        for step in reference.removeprefix("#/").split("/"):
            assert step in target, reference
            target = target[step]


@pytest.mark.parametrize("fact", FACTS.values(), ids=lambda fact: fact.__name__)
def test_samples_satisfy_the_published_schemas(fact, document: dict) -> None:
    headers, data = read_sample(sample_path(fact))
    for schema, value in (
        (fact.__name__, data),
        ("FactHeaders", {name: value.decode() for name, value in headers}),
    ):
        resolved = {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
        jsonschema.Draft202012Validator(resolved, format_checker=jsonschema.FormatChecker()).validate(value)
