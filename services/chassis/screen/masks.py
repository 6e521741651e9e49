"""What is shown of secrets: enough to compare, too little to use."""

from collections.abc import Callable, Mapping


def masked_identity(number: str) -> str:
    """1100**********0011"""
    return _masked(number, 4, 4)


def masked_phone(number: str) -> str:
    """139****0007"""
    digits = "".join(character for character in number if character.isdigit())
    return _masked(digits, 3, 4, 4)


def account_tail(number: str) -> str:
    """0456; the word 尾号 stands before it."""
    return number[-4:] if len(number) >= 8 else "****"


def short_hash(digest: str) -> str:
    """First 8 and last 4; the whole one is for print."""
    return f"{digest[:8]}…{digest[-4:]}" if len(digest) > 12 else digest


def _masked(text: str, head: int, tail: int, stars: int | None = None) -> str:
    """What is too short to hide anything in is hidden altogether."""
    if len(text) < head + tail + 3:
        return "*" * len(text)
    return text[:head] + "*" * (stars or len(text) - head - tail) + text[-tail:]


FILTERS: Mapping[str, Callable[..., str]] = {
    "masked_identity": masked_identity,
    "masked_phone": masked_phone,
    "account_tail": account_tail,
    "short_hash": short_hash,
}
