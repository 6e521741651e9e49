"""What was once said on the log must be readable for ever."""

import json

import pytest
from pydantic import ValidationError

from services.contracts import samples
from services.contracts.catalogue import FACTS, fact_of
from services.contracts.envelope import Fact, read_envelope
from services.contracts.samples import read_sample, sample_path

EVERY_FACT = pytest.mark.parametrize("fact", FACTS.values(), ids=lambda fact: fact.__name__)
EVERY_SAMPLE = pytest.mark.parametrize(
    "path", sorted(samples.FOLDER.glob("*.json")), ids=lambda path: path.stem
)


@EVERY_FACT
def test_every_fact_has_a_sample(fact: type[Fact]) -> None:
    assert sample_path(fact).exists()


@EVERY_SAMPLE
def test_every_sample_parses_and_says_what_it_said(path) -> None:
    headers, data = read_sample(path)
    envelope = read_envelope(headers, json.dumps(data).encode())
    fact = fact_of(envelope)

    assert fact is not None, "a type that was once published stays known"
    assert f"{type(fact).__name__}.v1" == path.name.removesuffix(".json")
    assert envelope.subject == fact.key
    assert envelope.topic == fact.topic()
    assert set(data) <= set(type(fact).model_fields), "a field that was once published keeps its name"


@EVERY_SAMPLE
def test_headers_and_body_survive_a_round_trip(path) -> None:
    headers, data = read_sample(path)
    envelope = read_envelope(headers, json.dumps(data).encode())

    assert dict(envelope.headers()) == dict(headers)
    assert json.loads(envelope.body()) == data
    assert read_envelope(envelope.headers(), envelope.body()) == envelope


@EVERY_SAMPLE
def test_typed_data_survives_a_round_trip(path) -> None:
    headers, data = read_sample(path)
    fact = fact_of(read_envelope(headers, json.dumps(data).encode()))

    assert fact is not None
    assert type(fact).model_validate(fact.model_dump(mode="json")) == fact


@EVERY_SAMPLE
def test_fields_from_the_future_are_ignored(path) -> None:
    headers, data = read_sample(path)
    known = fact_of(read_envelope(headers, json.dumps(data).encode()))
    later = json.dumps({**data, "a_field_of_next_year": {"deep": [1, 2]}}).encode()
    envelope = read_envelope([*headers, ("ce_novelty", b"yes"), ("another-header", b"\xff")], later)

    assert fact_of(envelope) == known


@pytest.mark.parametrize("said", ["cn.nuandong.patrol.TeamArrived.v2", "cn.nuandong.weather.SnowFell.v1"])
def test_types_from_the_future_are_nothing_rather_than_an_error(said: str) -> None:
    headers, data = read_sample(samples.FOLDER / "TeamArrived.v1.json")
    changed = [(name, said.encode() if name == "ce_type" else value) for name, value in headers]

    assert fact_of(read_envelope(changed, json.dumps(data).encode())) is None


@EVERY_FACT
def test_required_fields_are_really_required(fact: type[Fact]) -> None:
    _, data = read_sample(sample_path(fact))
    for name, field in fact.model_fields.items():
        if field.is_required():
            with pytest.raises(ValidationError):
                fact.model_validate({key: value for key, value in data.items() if key != name})


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe"],
    ids=["empty", "cut", "list", "null", "text", "bytes"],
)
def test_a_broken_body_is_no_fact(body: bytes) -> None:
    headers, _ = read_sample(samples.FOLDER / "TeamArrived.v1.json")
    with pytest.raises(ValueError):
        read_envelope(headers, body)


@pytest.mark.parametrize(
    "missing",
    ["ce_id", "ce_type", "ce_source", "ce_subject", "ce_time", "ce_area", "ce_actor", "ce_sequence"],
)
def test_a_record_without_an_attribute_is_no_fact(missing: str) -> None:
    headers, data = read_sample(samples.FOLDER / "TeamArrived.v1.json")
    with pytest.raises(ValueError):
        read_envelope([header for header in headers if header[0] != missing], json.dumps(data).encode())


def test_fact_names_are_unique_across_services() -> None:
    names = [fact.__name__ for fact in FACTS.values()]
    assert sorted(names) == sorted(set(names))
