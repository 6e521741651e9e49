"""Sealed values: personal data encrypted before it reaches a database, a fact or a log.

A key ring holds one set of keys per purpose (`contact`, `identity`, `account`, `words`); a service holds only the
purposes that it needs. AES-256-GCM; the purpose and the key id are authenticated with the text.
"""

import base64
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

KEY_BYTES, NONCE_BYTES = 32, 12


class Unsealable(Exception):
    """The value is damaged, or its key is not on this ring."""


class KeySource(Protocol):
    """Where a service's keys come from."""

    def only(self, purposes: Iterable[str]) -> "Keyring": ...


class Keyring:
    """`keys`: purpose → key id → 32 bytes; new values are sealed with the last key of the purpose."""

    def __init__(self, keys: Mapping[str, Mapping[str, bytes]]) -> None:
        self._keys = {purpose: dict(by_id) for purpose, by_id in keys.items()}
        self._ciphers: dict[tuple[str, str], AESGCM] = {}

    def seal(self, purpose: str, text: str) -> str:
        key_id = next(reversed(self._keys[purpose]))
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher(purpose, key_id).encrypt(nonce, text.encode(), f"{purpose}.{key_id}".encode())
        return f"sealed.{purpose}.{key_id}.{_text(nonce + sealed)}"

    def seal_or_none(self, purpose: str, text: str | None) -> str | None:
        return None if text is None else self.seal(purpose, text)

    def open(self, sealed: str) -> str:
        try:
            _, purpose, key_id, payload = sealed.split(".")
            data = _bytes(payload)
            aad = f"{purpose}.{key_id}".encode()
            cipher = self._cipher(purpose, key_id)
            return cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], aad).decode()
        except (ValueError, KeyError, InvalidTag) as error:
            raise Unsealable("value cannot be opened here") from error

    def _cipher(self, purpose: str, key_id: str) -> AESGCM:
        """Made once: that takes as long as sealing a sentence."""
        cipher = self._ciphers.get((purpose, key_id))
        if cipher is None:
            cipher = self._ciphers[purpose, key_id] = AESGCM(self._keys[purpose][key_id])
        return cipher

    def open_or_none(self, sealed: str | None) -> str | None:
        return None if sealed is None else self.open(sealed)

    def index(self, purpose: str, normalised: str) -> str:
        """A blind index: the same text gives the same 64 hex digits, which say nothing about it."""
        mac = hmac.HMAC(next(iter(self._keys[purpose].values())), SHA256())
        mac.update(b"index:" + normalised.encode())
        return mac.finalize().hex()

    def keys_of(self, purpose: str) -> Mapping[str, bytes]:
        """The keys themselves by id, the newest last: for a purpose that does not seal, but signs."""
        return self._keys[purpose]

    def only(self, purposes: Iterable[str]) -> "Keyring":
        return Keyring({purpose: self._keys[purpose] for purpose in purposes})

    @classmethod
    def read(cls, text: str) -> "Keyring":
        """`PURPOSE.KEY_ID=BASE64URL …`, as in a setting. Raises ValueError."""
        keys: dict[str, dict[str, bytes]] = {}
        for word in text.split():
            name, _, key = word.partition("=")
            purpose, _, key_id = name.partition(".")
            if not (purpose and key_id and len(_bytes(key)) == KEY_BYTES):
                raise ValueError("keys are written PURPOSE.KEY_ID=BASE64URL, with 32 bytes each")
            keys.setdefault(purpose, {})[key_id] = _bytes(key)
        return cls(keys)

    @classmethod
    def from_folder(cls, folder: Path, purposes: Iterable[str], make: bool) -> "Keyring":
        """Files `<purpose>.<key id>.key` (base64url), the newest last by length and letters of its id. Missing ones
        are made only where `make` allows it."""
        keys: dict[str, dict[str, bytes]] = {}
        for purpose in purposes:
            found = sorted(folder.glob(f"{purpose}.*.key"), key=lambda path: (len(path.name), path.name))
            if not found:
                found = [_make_key(folder, purpose, make)]
            keys[purpose] = {path.name.split(".")[1]: _bytes(path.read_text().strip()) for path in found}
        return cls(keys)


class KeyFolder:
    """Keys as files of a folder; only those that are asked for are read, or made where `make` allows it."""

    def __init__(self, folder: Path, make: bool) -> None:
        self._folder, self._make = folder, make

    def only(self, purposes: Iterable[str]) -> Keyring:
        return Keyring.from_folder(self._folder, purposes, self._make)


def new_key() -> str:
    """Base64url of 32 random bytes."""
    return _text(os.urandom(KEY_BYTES))


def key_bytes(key: str) -> bytes:
    return _bytes(key)


def _make_key(folder: Path, purpose: str, allowed: bool) -> Path:
    path = folder / f"{purpose}.k1.key"
    if not allowed:
        raise FileNotFoundError(
            f"{path}: no key for the purpose {purpose}; production does not make keys, and none is made beside data "
            "that was sealed before: bring back its folder of keys / 没有密钥：请恢复封存这些数据时的密钥文件夹"
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Services that start together make keys together: whoever links first has made it, whole.
    with NamedTemporaryFile("w", dir=folder, prefix=".new-") as file:
        file.write(new_key())
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)
    return path


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
