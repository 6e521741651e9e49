"""The ways in which a text may stand in a file, a database, a topic or a page."""

import base64
import binascii
import html
import json
from collections.abc import Iterator, Mapping
from urllib.parse import quote, quote_plus


def spellings(text: str) -> Mapping[bytes, str]:
    """What to look for, and what that way of writing is called."""
    return dict(_spelt(text))


def _spelt(text: str) -> Iterator[tuple[bytes, str]]:
    plain = text.encode()
    for named in ("gb18030", "utf-16-le", "utf-16-be"):
        yield text.encode(named), named
    for quoting in (quote, quote_plus):
        quoted = quoting(text, safe="")
        yield from ((written.encode(), "URL-encoded") for written in (quoted, _lower(quoted)))
    escaped = json.dumps(text)[1:-1]
    yield from ((written.encode(), "JSON-escaped") for written in (escaped, _upper(escaped)))
    yield from ((written.encode(), "HTML") for written in (html.escape(text), _entities(text)))
    for encoding in ("utf-8", "utf-16-le"):
        yield from ((written, f"base64 of {encoding}") for written in _base64(text.encode(encoding)))
    yield from ((written, "hexadecimal") for written in (plain.hex().encode(), plain.hex().upper().encode()))
    yield plain, "as it is"


def _lower(quoted: str) -> str:
    parts = quoted.split("%")
    return "%".join([parts[0], *(part[:2].lower() + part[2:] for part in parts[1:])])


def _upper(escaped: str) -> str:
    parts = escaped.split("\\u")
    return "\\u".join([parts[0], *(part[:4].upper() + part[4:] for part in parts[1:])])


def _entities(text: str) -> str:
    return "".join(letter if letter.isascii() else f"&#{ord(letter)};" for letter in text)


def _base64(plain: bytes) -> Iterator[bytes]:
    """Inside a longer text it looks different by where it begins; letters that its neighbours share are left out."""
    for before in range(3):
        whole = binascii.b2a_base64(bytes(before) + plain, newline=False)
        first = -(-before * 8 // 6)
        last = (before + len(plain)) * 8 // 6
        yield whole[first:last]
        yield base64.b64encode(bytes(before) + plain, b"-_")[first:last]
