"""Signatures of webhooks as the Standard Webhooks specification has them (https://www.standardwebhooks.com): the other
side checks with any library of it that a call came from us, and was neither changed nor played again."""

import base64
import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64
"""Bytes of a secret, as the specification bounds them."""
OLD_ONE_HOLDS = timedelta(hours=24)
"""How long both secrets sign after a change, so that the other side can change over when it suits."""


@dataclass(frozen=True)
class Secrets:
    """Of one way. `previous` signs beside `current` until `until`. In clear, so never shown or kept like this."""

    current: str
    previous: str | None = None
    until: datetime | None = None

    def valid(self, now: datetime) -> tuple[str, ...]:
        """The newest first."""
        held = self.previous is not None and self.until is not None and now < self.until
        return (self.current, self.previous) if held and self.previous else (self.current,)

    def followed_by(self, new: str, now: datetime, holds: timedelta = OLD_ONE_HOLDS) -> "Secrets":
        return replace(self, current=new, previous=self.current, until=now + holds)


def as_text(secrets: Secrets) -> str:
    """To be sealed."""
    until = secrets.until.isoformat() if secrets.until else None
    return json.dumps({**asdict(secrets), "until": until})


def from_text(text: str) -> Secrets:
    known = json.loads(text)
    until = datetime.fromisoformat(known["until"]) if known["until"] else None
    return Secrets(known["current"], known["previous"], until)


def secret_from(key: bytes) -> str:
    return PREFIX + base64.b64encode(key).decode()


def is_secret(text: str) -> bool:
    return text.startswith(PREFIX) and SHORTEST <= len(_key(text)) <= LONGEST


def signatures(secrets: tuple[str, ...], id: str, timestamp: int, body: bytes) -> str:
    """The header `webhook-signature`: one signature for each secret that is valid now."""
    signed = b".".join((id.encode(), str(timestamp).encode(), body))
    return " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets)


def _signature(secret: str, signed: bytes) -> str:
    return base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    """Nothing for what is no Base64."""
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError:
        return b""
