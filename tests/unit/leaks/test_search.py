"""What is looked for is found, however it is written and wherever it lies."""

import base64
import json
import sqlite3
from pathlib import Path
from urllib.parse import quote

import pytest

from services.chassis.log import Record
from tests.leaks import places
from tests.leaks.caller import PHONE, SECRETS, WORDS, WORDS_IN_ENGLISH
from tests.leaks.search import LONGEST, Place, look
from tests.leaks.spellings import spellings

AROUND = b"\x00before "
WAYS = {
    "as it is": lambda text: text.encode(),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "gb18030": lambda text: text.encode("gb18030"),
    "URL-encoded": lambda text: quote(text).encode(),
    "JSON-escaped": lambda text: json.dumps({"a": text}).encode(),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "a column of bytes": lambda text: b"\\x" + json.dumps(text).encode().hex().encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64, one byte later": lambda text: base64.b64encode(b"x" + text.encode() + b"yz"),
    "base64, two bytes later": lambda text: base64.urlsafe_b64encode(b"xy" + text.encode() + b"z"),
}


def place(*pieces: bytes) -> Place:
    return Place("file", "planted", lambda: pieces)


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("way", WAYS)
def test_each_secret_is_found_however_it_is_written(secret: str, way: str) -> None:
    written = AROUND + WAYS[way](SECRETS[secret]) + b" after"
    found = look([place(written)], SECRETS).finds
    assert secret in {find.secret for find in found}


def test_what_lies_across_two_pieces_is_found_once() -> None:
    half = len(PHONE) // 2
    pieces = (b"." * 5000 + PHONE[:half].encode(), PHONE[half:].encode() + b"." * 5000)
    (find,) = look([place(*pieces)], {"phone": PHONE}).finds
    assert find.secret == "phone"


def test_no_spelling_is_longer_than_the_overlap_of_pieces() -> None:
    assert max(len(written) for text in SECRETS.values() for written in spellings(text)) < LONGEST


def test_where_nothing_is_nothing_is_found_and_the_bytes_are_counted() -> None:
    looked = look([place(b"0000-5550001", bytes(100))], SECRETS)
    assert (looked.finds, looked.bytes["file"], looked.places["file"]) == ([], 112, 1)
    assert list(looked.lines()) == ["file           1 places            112 bytes", "found: 0"]


def test_a_row_a_backup_a_record_and_a_file_are_looked_through(tmp_path: Path) -> None:
    file = tmp_path / "patrol.sqlite"
    with sqlite3.connect(file) as database:
        database.execute("create table rescue (id text, about text, body blob)")
        database.execute("insert into rescue values ('1', ?, ?)", (WORDS, WORDS_IN_ENGLISH.encode()))
    database.close()
    (tmp_path / "patrol.log").write_text(PHONE)
    record = Record("intake.facts", "key", (("ce_id", PHONE.encode()),), WORDS.encode())
    copies = tmp_path / "copies"
    copies.mkdir()
    everywhere = [*places.tables(file), places.backup(file, copies), places.topic("intake.facts", [record])]
    found = {(find.kind, find.secret) for find in look([*everywhere, *places.files(tmp_path)], SECRETS).finds}
    rows = {
        (kind, secret) for kind in ("database", "backup", "file") for secret in ("words", "words in English")
    }
    assert rows | {("topic", "words"), ("topic", "phone"), ("log", "phone")} <= found
