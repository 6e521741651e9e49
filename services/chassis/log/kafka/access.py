"""Topics and rights on the cluster: everybody reads all topics, and a service alone writes its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import for_code
from aiokafka.protocol.admin import CreateAclsRequest

from services.chassis.log.kafka.log import KafkaLog
from services.chassis.log.kafka.settings import KafkaSettings
from services.contracts.envelope import topic_of

# Kafka's own numbers.
TOPIC, GROUP = 2, 3
LITERAL, PREFIXED = 3, 4
READ, WRITE = 3, 4
ALLOW = 3
NO_AUTHORIZER = 54


@dataclass(frozen=True)
class Right:
    """`user` may do `operation` on what is named `name`, or begins with it."""

    user: str
    operation: int
    kind: int
    name: str
    pattern: int = LITERAL


def rights(settings: KafkaSettings, services: Sequence[str]) -> Iterator[Right]:
    """Each service is known to the cluster as a user of its name."""
    for service in services:
        yield Right(service, WRITE, TOPIC, settings.named(topic_of(service)))
        yield Right(service, READ, GROUP, f"{settings.prefix}{service}-", PREFIXED)
        for publisher in services:
            yield Right(service, READ, TOPIC, settings.named(topic_of(publisher)))


async def lay_out(settings: KafkaSettings, services: Sequence[str]) -> bool:
    """Make the topics and grant the rights; may be done again. `settings` log in as an administrator.

    Returns False when the cluster asks nobody who they are. Raises ConnectionError when it cannot be reached.
    """
    log = KafkaLog(settings, [topic_of(service) for service in services])
    await log.start()
    reached = log.healthy
    await log.stop()
    if not reached:
        raise ConnectionError(f"no answer from {settings.bootstrap}")
    admin = AIOKafkaAdminClient(**settings.connection())
    await admin.start()
    try:
        return all([await _grant(admin, right) for right in rights(settings, services)])
    finally:
        await admin.close()


async def _grant(admin: AIOKafkaAdminClient, right: Right) -> bool:
    principal = f"User:{right.user}"
    asked = CreateAclsRequest(right.kind, right.name, right.pattern, principal, "*", right.operation, ALLOW)
    (code, message), *_ = (await admin._send_request(asked)).creation_responses
    if code == NO_AUTHORIZER:
        return False
    if code:
        raise for_code(code)(message)
    return True
