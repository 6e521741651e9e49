"""A cluster that asks for a certificate's trust and a password, tried for real."""

import datetime
import ipaddress
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from services.chassis.log import Record
from services.chassis.log.kafka import KafkaLog, KafkaSettings
from services.chassis.log.kafka.access import lay_out
from services.platform.parts.kafka import Broker
from services.platform.parts.process import free_port

pytestmark = pytest.mark.only(log="kafka")
SERVICES = ("intake", "patrol")
PROPERTIES = """
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=CLIENTS://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller},BROKER://127.0.0.1:{inner}
advertised.listeners=CLIENTS://127.0.0.1:{port},BROKER://127.0.0.1:{inner}
controller.listener.names=CONTROLLER
inter.broker.listener.name=BROKER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,BROKER:PLAINTEXT,CLIENTS:SASL_SSL
sasl.enabled.mechanisms=PLAIN
listener.name.clients.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
user_admin="a" user_intake="i" user_patrol="p";
listener.name.clients.ssl.keystore.type=PEM
listener.name.clients.ssl.keystore.location={folder}/server.pem
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:admin;User:ANONYMOUS
log.dirs={folder}/data
offsets.topic.replication.factor=1
auto.create.topics.enable=false
"""


def certificate(folder: Path) -> None:
    """A self-signed certificate of 127.0.0.1 in server.pem, with its key, and alone in trusted.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "nuandong test")])
    begun = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begun)
        .not_valid_after(begun + datetime.timedelta(days=36_500))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(address, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = signed.public_bytes(serialization.Encoding.PEM)
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "server.pem").write_bytes(private + pem)
    (folder / "trusted.pem").write_bytes(pem)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    folder, port = tmp_path_factory.mktemp("tls") / "kafka", free_port()
    folder.mkdir()
    certificate(folder)
    text = PROPERTIES.format(folder=folder, port=port, controller=free_port(), inner=free_port())
    running = Broker(folder, port, text)
    running.start()
    yield running
    running.stop()


def settings(broker: Broker, login: str, trusted: str | None) -> KafkaSettings:
    question = f"?tls={trusted}" if trusted else ""
    return KafkaSettings.read(f"kafka://{login}@{broker.bootstrap}{question}")


async def test_a_service_comes_in_by_tls_with_its_password_and_writes_its_own_topic_alone(
    broker: Broker,
) -> None:
    trusted = f"{broker.folder}/trusted.pem"
    assert await lay_out(settings(broker, "admin:a", trusted), SERVICES)
    log = KafkaLog(settings(broker, "intake:i", trusted), ["intake.facts", "patrol.facts"])
    await log.start()
    await log.append([Record("intake.facts", "root", [], b"{}")])
    with pytest.raises(Exception, match="Authorization"):
        await log.append([Record("patrol.facts", "root", [], b"{}")])
    assert sum((await log.ends(["intake.facts", "patrol.facts"])).values()) == 1
    await log.stop()


@pytest.mark.parametrize(
    ("login", "trust"), [("intake:guessed", "trusted.pem"), ("intake:i", "system"), ("intake:i", None)]
)
async def test_who_has_no_password_or_no_trust_stays_out(
    broker: Broker, login: str, trust: str | None
) -> None:
    trusted = f"{broker.folder}/{trust}" if trust == "trusted.pem" else trust
    log = KafkaLog(settings(broker, login, trusted))
    await log.start()
    assert not log.healthy
    await log.stop()
