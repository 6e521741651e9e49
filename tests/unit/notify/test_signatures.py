"""A webhook's signature, checked by the specification's own library, whose clock is the machine's."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from services.notify.domain.message import Channel
from services.notify.domain.outgoing import Outgoing, Parcel, outgoing
from services.notify.domain.signatures import Secrets, as_text, from_text, is_secret, secret_from, signatures
from tests.unit.notify.scenes import NOW

OLD, NEW, OTHER = (secret_from(bytes([n]) * 32) for n in (1, 2, 3))
LATER = NOW + timedelta(days=1)


def now_outside() -> int:
    return int(datetime.now(UTC).timestamp())


def sent(*secrets: str, text: str = "新任务 001", at: int | None = None) -> Outgoing:
    body = {"type": "offer", "timestamp": "2026-12-05T11:00:00+00:00", "data": {"number": "001", "people": 1}}
    address = "https://partner.example/alarm"
    parcel = Parcel("message-1", 1, "lane", Channel.WEBHOOK, address, text, body, secrets=secrets)
    return outgoing(parcel, now_outside() if at is None else at)


def believed(request: Outgoing, secret: str) -> bool:
    try:
        return bool(Webhook(secret).verify(request.content, dict(request.headers)))
    except WebhookVerificationError:
        return False


def test_the_other_side_believes_what_is_signed_with_its_secret_and_nothing_else():
    request = sent(NEW)
    assert believed(request, NEW) and not believed(request, OTHER)
    assert not believed(Outgoing(**{**vars(request), "content": request.content + b" "}), NEW)
    for name, value in (("webhook-id", "message-2"), ("webhook-timestamp", str(now_outside() + 1))):
        assert not believed(Outgoing(**{**vars(request), "headers": {**request.headers, name: value}}), NEW)


def test_while_a_secret_is_changed_whoever_knows_either_believes_it():
    secrets = Secrets(OLD).followed_by(NEW, NOW).valid(NOW + timedelta(hours=23, minutes=59))
    request = sent(*secrets)
    assert believed(request, OLD) and believed(request, NEW) and not believed(request, OTHER)
    assert len(request.headers["webhook-signature"].split(" ")) == 2


def test_a_day_after_the_change_the_old_secret_signs_no_more():
    assert Secrets(OLD).followed_by(NEW, NOW).valid(LATER) == (NEW,)
    assert Secrets(OLD).followed_by(NEW, NOW, timedelta()).valid(NOW) == (NEW,)


def test_every_attempt_carries_the_same_bytes_under_another_time():
    first, second = sent(NEW, at=1_790_000_000), sent(NEW, at=1_790_000_005)
    assert first.content == second.content and first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]


def test_it_is_the_hmac_of_id_time_and_body():
    key = base64.b64decode(NEW.removeprefix("whsec_"))
    expected = hmac.new(key, b"message-1.1790000000.{}", hashlib.sha256).digest()
    signed = signatures((NEW,), "message-1", 1_790_000_000, b"{}")
    assert signed == "v1," + base64.b64encode(expected).decode()


def test_secrets_survive_being_kept():
    for secrets in (Secrets(OLD), Secrets(OLD).followed_by(NEW, NOW)):
        assert from_text(as_text(secrets)) == secrets


@pytest.mark.parametrize("bytes_", [24, 32, 64])
def test_a_secret_has_between_24_and_64_bytes(bytes_: int):
    assert is_secret(secret_from(b"x" * bytes_))
    assert not is_secret(secret_from(b"x" * 23)) and not is_secret(secret_from(b"x" * 65))


def test_no_secret_is_shown_by_accident():
    assert NEW.removeprefix("whsec_") not in repr(sent(NEW))
