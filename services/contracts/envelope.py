"""The envelope of every fact: CloudEvents 1.0 in binary mode, attributes in `ce_` headers, JSON body.

Type: `cn.nuandong.<service>.<Fact>.v1`; topic `<service>.facts`; key = the root of the story.
"""

import json
from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from services.contracts.values import Value

PREFIX = "cn.nuandong"
Headers = list[tuple[str, bytes]]
ANYTHING = TypeAdapter(Any)


class Fact(Value):
    """Something that happened, said by the service that owns it. Subclasses name their service and root."""

    service: ClassVar[str]
    root: ClassVar[str]
    """The field that holds the id of the story's root: the key on the log, inside which order is kept."""

    @classmethod
    def type(cls) -> str:
        return f"{PREFIX}.{cls.service}.{cls.__name__}.v1"

    @classmethod
    def topic(cls) -> str:
        return topic_of(cls.service)

    @property
    def key(self) -> str:
        return str(getattr(self, self.root))


def topic_of(service: str) -> str:
    return f"{service}.facts"


class Envelope(BaseModel):
    """A fact with everything a stranger needs to place it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    type: str
    source: str = Field(description="the publishing service, `/patrol`")
    subject: str = Field(description="the root's id; the partition key")
    time: AwareDatetime = Field(description="when it happened: the due time for a fact made by a clock")
    area: str = Field(description="division code of the root")
    actor: str = Field(description="who did it: `key:<id>`, `team:<id>`, `clock`, or the service")
    sequence: int = Field(ge=0, description="version of the root after this fact")
    correlationid: str = Field(description="the story: id of the report it began with")
    causationid: str | None = Field(default=None, description="id of the fact or request that led to it")
    traceparent: str | None = None
    drill: bool = False
    data: Mapping[str, Any]

    @property
    def topic(self) -> str:
        return topic_of(self.source.strip("/"))

    def headers(self) -> Headers:
        """Readable `ce_` headers; absent attributes are left out."""
        attributes = {
            "specversion": "1.0",
            "id": str(self.id),
            "type": self.type,
            "source": self.source,
            "subject": self.subject,
            "partitionkey": self.subject,
            "time": self.time.isoformat(),
            "area": self.area,
            "actor": self.actor,
            "sequence": str(self.sequence),
            "correlationid": self.correlationid,
            "causationid": self.causationid,
            "traceparent": self.traceparent,
            "drill": "true" if self.drill else "false",
        }
        said = [(f"ce_{name}", value.encode()) for name, value in attributes.items() if value is not None]
        return [("content-type", b"application/json"), *said]

    def body(self) -> bytes:
        return ANYTHING.dump_json(self.data)


def read_envelope(headers: Headers, body: bytes) -> Envelope:
    """Parse a record of the log. Raises ValueError when it is no fact (missing attributes, broken JSON)."""
    attributes: dict[str, Any] = {
        name.removeprefix("ce_"): value.decode() for name, value in headers if name.startswith("ce_")
    }
    attributes["data"] = json.loads(body)
    return Envelope.model_validate(attributes)
