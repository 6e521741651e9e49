"""Public keys of sessions: notify signs with the private ones, everybody else can only verify."""

import base64
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import OKPKey

PURPOSE = "session"
"""Of the ring of keys: each of its keys is the 32 bytes that an Ed25519 private key is made from."""
KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
KEY_BYTES = 32


class SessionKeys:
    """Public keys by id. With a `folder` also the files `session.<id>.public` in it, so that a service that began
    before notify made its key, or before a second one was added, finds them when it first meets their id."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._keys: dict[str, OKPKey] = {}
        self._fixed = False

    @classmethod
    def read(cls, text: str) -> "SessionKeys":
        """`KEY_ID=BASE64URL …`, as in a setting; nothing is added to them later. Raises ValueError."""
        keys = cls()
        for word in text.split():
            key_id, _, public = word.partition("=")
            keys._keys[_checked(key_id)] = _key(public)
        keys._fixed = True
        return keys

    def find(self, key_id: object) -> OKPKey | None:
        if not isinstance(key_id, str) or not KEY_ID.fullmatch(key_id):
            return None
        if key_id not in self._keys and self._folder is not None:
            with suppress(FileNotFoundError):
                self._keys[key_id] = _key(self._file(self._folder, key_id).read_text().strip())
        return self._keys.get(key_id)

    def publish(self, private: Mapping[str, bytes]) -> None:
        """Make known what belongs to the private keys. Raises ValueError where others were not told of one of them."""
        for key_id, secret in private.items():
            public = public_of(secret)
            if self._fixed and key_id not in self._keys:
                raise ValueError(f"RELIEF_SESSION_PUBLIC_KEYS lacks {key_id}={public}")
            if self._folder is not None:
                _write(self._file(self._folder, _checked(key_id)), public)
            self._keys.setdefault(key_id, _key(public))

    def as_set(self) -> list[dict[str, str]]:
        """As in a JSON Web Key Set."""
        return [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "use": "sig",
                "alg": "Ed25519",
                "kid": id,
                "x": str(key.as_dict()["x"]),
            }
            for id, key in self._keys.items()
        ]

    @staticmethod
    def _file(folder: Path, key_id: str) -> Path:
        return folder / f"{PURPOSE}.{key_id}.public"


def public_of(secret: bytes) -> str:
    """Base64url of the public key."""
    return _text(Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw())


def signing_key(secret: bytes) -> OKPKey:
    public = public_of(secret)
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": public, "d": _text(secret)})


def _key(public: str) -> OKPKey:
    if len(base64.urlsafe_b64decode(public + "=" * (-len(public) % 4))) != KEY_BYTES:
        raise ValueError("public keys of sessions are written KEY_ID=BASE64URL, with 32 bytes each")
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": public})


def _checked(key_id: str) -> str:
    if not KEY_ID.fullmatch(key_id):
        raise ValueError("public keys of sessions are written KEY_ID=BASE64URL, with 32 bytes each")
    return key_id


def _write(file: Path, text: str) -> None:
    """Whole or not at all: others may be reading."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with NamedTemporaryFile("w", dir=file.parent, prefix=".new-") as made:
            made.write(text)
            made.flush()
            with suppress(FileExistsError):
                os.link(made.name, file)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
