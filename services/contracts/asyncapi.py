"""The log described for strangers: an AsyncAPI 3.0 document made from the catalogue and the conversations.

`python -m services.contracts.asyncapi` writes `asyncapi.json` beside this file; a test fails when they part.
"""

import json
from pathlib import Path
from typing import Any

from services.contracts.catalogue import FACTS, PUBLISHERS
from services.contracts.conversations import CONVERSATIONS, Conversation
from services.contracts.envelope import Fact, topic_of
from services.contracts.samples import read_sample, sample_path

DOCUMENT = Path(__file__).with_name("asyncapi.json")
SCHEMAS = "#/components/schemas/"
Json = dict[str, Any]

ABOUT = (
    "Facts of the services of Nuandong, on one topic per publishing service. CloudEvents 1.0 in binary mode: "
    "attributes as `ce_` headers, data as JSON body; the record's key is the root of the story, inside which "
    "order is kept. A consumer ignores fields and types that it does not know and must expect any fact more "
    "than once."
)
TEXT: Json = {"type": "string"}
HEADERS: Json = {
    "type": "object",
    "required": [
        *("ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject", "ce_partitionkey", "ce_time"),
        *("ce_area", "ce_actor", "ce_sequence", "ce_correlationid", "ce_drill"),
    ],
    "properties": {
        "content-type": {"const": "application/json"},
        "ce_specversion": {"const": "1.0"},
        "ce_id": {**TEXT, "format": "uuid", "description": "the same fact always has the same id"},
        "ce_type": {**TEXT, "description": "cn.nuandong.<service>.<Fact>.v1"},
        "ce_source": {**TEXT, "description": "the publishing service, `/patrol`"},
        "ce_subject": {**TEXT, "description": "the root of the story"},
        "ce_partitionkey": {**TEXT, "description": "the same as ce_subject"},
        "ce_time": {
            **TEXT,
            "format": "date-time",
            "description": "when it happened; the due time of a clock",
        },
        "ce_area": {**TEXT, "pattern": r"^\d{2,12}$", "description": "division code"},
        "ce_actor": {**TEXT, "description": "who did it"},
        "ce_sequence": {**TEXT, "pattern": r"^\d+$", "description": "version of the root after this fact"},
        "ce_correlationid": {**TEXT, "description": "the story: the report it began with"},
        "ce_causationid": {**TEXT, "description": "the fact or request that led to it"},
        "ce_traceparent": {**TEXT, "description": "W3C trace context"},
        "ce_drill": {"enum": ["true", "false"]},
    },
}


def document() -> Json:
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Nuandong facts", "version": "1.0.0", "description": ABOUT},
        "defaultContentType": "application/json",
        "channels": {_channel(service): _channel_of(service) for service in PUBLISHERS},
        "operations": _operations(),
        "components": {
            "messages": {fact.__name__: _message(fact) for fact in FACTS.values()},
            "schemas": _schemas(),
        },
    }


def _channel(service: str) -> str:
    return f"{service}Facts"


def _channel_of(service: str) -> Json:
    facts = [fact for fact in FACTS.values() if fact.service == service]
    return {
        "address": topic_of(service),
        "title": f"What {service} says",
        "messages": {fact.__name__: {"$ref": f"#/components/messages/{fact.__name__}"} for fact in facts},
    }


def _operations() -> Json:
    said = {f"{service}Says": _operation("send", service) for service in PUBLISHERS}
    heard = {f"hear{service.capitalize()}": _operation("receive", service) for service in PUBLISHERS}
    asked = {f"ask{talk.asked.__name__}": _question(talk) for talk in CONVERSATIONS}
    return said | heard | asked


def _operation(action: str, service: str) -> Json:
    return {"action": action, "channel": {"$ref": f"#/channels/{_channel(service)}"}}


def _question(talk: Conversation) -> Json:
    summary = (
        f"Answered by exactly one of the replies; silence for {talk.silence_after.total_seconds():g} s "
        f"is said as {talk.silence.__name__}."
    )
    return {
        **_operation("send", talk.asked.service),
        "summary": summary,
        "messages": [_message_in(talk.asked)],
        "reply": {
            "channel": {"$ref": f"#/channels/{_channel(talk.answers[0].service)}"},
            "messages": [_message_in(answer) for answer in talk.answers],
        },
    }


def _message_in(fact: type[Fact]) -> Json:
    return {"$ref": f"#/channels/{_channel(fact.service)}/messages/{fact.__name__}"}


def _message(fact: type[Fact]) -> Json:
    headers, data = read_sample(sample_path(fact))
    return {
        "name": fact.type(),
        "title": fact.__name__,
        **({"summary": " ".join(fact.__doc__.split())} if fact.__doc__ else {}),
        "contentType": "application/json",
        "headers": {"$ref": f"{SCHEMAS}FactHeaders"},
        "payload": {"$ref": f"{SCHEMAS}{fact.__name__}"},
        "correlationId": {"location": "$message.header#/ce_correlationid"},
        "bindings": {"kafka": {"key": {**TEXT, "description": f"`{fact.root}`"}}},
        "examples": [{"headers": {name: value.decode() for name, value in headers}, "payload": data}],
    }


def _schemas() -> Json:
    schemas: Json = {"FactHeaders": HEADERS}
    for fact in FACTS.values():
        schema = fact.model_json_schema(ref_template=SCHEMAS + "{model}")
        for name, part in (schema.pop("$defs", {}) | {fact.__name__: schema}).items():
            if schemas.setdefault(name, part) != part:
                raise ValueError(f"two different things are called {name}")
    return dict(sorted(schemas.items()))


def as_text(content: Json) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(as_text(document()), encoding="utf-8")
