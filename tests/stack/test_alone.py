"""One service by itself: from its settings, with its own keys, until it is told to end."""

import signal
import sqlite3
import time
from pathlib import Path

import httpx2
import pytest
from typer.testing import CliRunner

from services.chassis.log.kafka import KafkaSettings
from services.chassis.store import Keyring, Unsealable
from services.chassis.store.sealing import new_key
from services.platform.alone import app_of
from services.platform.command import app
from services.platform.commands import add_to
from services.platform.parts.process import Process, free_port
from services.platform.stack.here import PROGRAMS

pytestmark = pytest.mark.only(store="sqlite", log="embedded")  # they stand on neither: once is enough
add_to(app)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RELIEF_VAR", str(tmp_path))
    return tmp_path


def relief(*words: str) -> str:
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, done.output
    return done.output


def test_a_schema_goes_up_and_down_and_the_command_says_so() -> None:
    assert "empty → " in relief("migrate", "--service", "patrol")
    assert "→" not in relief("migrate", "--service", "patrol")
    assert "→ empty" in relief("migrate", "--service", "patrol", "--revision", "base")
    assert relief("migrate").count("empty → ") == 5


def test_the_owner_migrates_where_there_is_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATROL_OWNER_URL", f"sqlite+aiosqlite:///{folder}/owned.sqlite")
    relief("migrate", "--service", "patrol")
    assert (folder / "owned.sqlite").exists() and not (folder / "patrol.sqlite").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("trace", "QH27-000403"),
        ("person", "list"),
        ("key", "list"),
        ("person", "disable", "wang"),
        ("parked", "list"),
        ("figures", "rebuild", "--night", "2026-12-05"),
    ],
    ids=" ".join,
)
def test_a_command_in_an_empty_folder_makes_nothing_and_says_where_it_looked(
    folder: Path, words: tuple[str, ...]
) -> None:
    done = CliRunner().invoke(app, list(words))
    assert isinstance(done.exception, FileNotFoundError)
    assert str(folder) in str(done.exception) and "RELIEF_VAR" in str(done.exception)
    assert list(folder.iterdir()) == []


def test_who_finds_nothing_is_told_where_it_was_looked_for(folder: Path) -> None:
    relief("key", "add", "--role", "admin", "--area", "*")
    assert str(folder / "notify.sqlite") in relief("person", "list")
    done = CliRunner().invoke(app, ["trace", "037"])
    assert done.exit_code == 1 and str(folder / "notify.sqlite") in done.output


def test_a_person_of_a_team_without_a_team_is_told_of_the_post(folder: Path) -> None:
    words = ["person", "add", "--login", "zheng", "--name", "演示", "--role", "team", "--area", "990101"]
    done = CliRunner().invoke(app, words, env={"COLUMNS": "200"})
    assert done.exit_code == 2 and "岗位" in done.output and "post" in done.output


PERSON = ("person", "add", "--login", "zhang", "--name", "演示", "--role", "operator")


@pytest.mark.parametrize(
    "words",
    [PERSON, ("key", "add", "--role", "operator"), ("person", "post", "add", "wang", "--role", "leader")],
)
def test_an_area_that_no_register_has_is_refused_and_nothing_is_printed(
    folder: Path, words: tuple[str, ...]
) -> None:
    relief("person", "add", "--login", "wang", "--name", "演示", "--role", "admin", "--area", "*")
    done = CliRunner().invoke(app, [*words, "--area", "999999"], env={"COLUMNS": "200"})
    assert done.exit_code == 2 and done.stdout == ""
    assert "没有 999999" in done.output and "no division 999999" in done.output
    assert "zhang" not in relief("person", "list")


@pytest.mark.parametrize(
    ("language", "kept"), [("en", ("en", True)), ("zh", ("zh-CN", True)), (None, ("zh-CN", False))]
)
def test_a_person_is_added_with_a_language_or_follows_the_browser(
    folder: Path, language: str | None, kept: tuple[str, bool]
) -> None:
    relief(*PERSON, "--area", "990101", *(["--language", language] if language else []))
    with sqlite3.connect(folder / "notify.sqlite") as database:
        ((spoken, chosen),) = database.execute("SELECT language, language_chosen FROM person").fetchall()
    assert (spoken, bool(chosen)) == kept


def test_a_service_reads_and_makes_no_keys_but_its_own(folder: Path) -> None:
    app_of("patrol")
    assert {path.name for path in (folder / "keys").iterdir()} == {"words.k1.key", "answers.k1.key"}


def test_production_refuses_to_make_keys_and_takes_given_ones(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELIEF_PRODUCTION", "true")
    with pytest.raises(FileNotFoundError, match="production"):
        app_of("payments")
    monkeypatch.setenv("RELIEF_SEALING_KEYS", f"answers.k1={new_key()}")
    assert app_of("payments").state.service.keyring.seal("answers", "x").startswith("sealed.answers.k1.")


def test_given_keys_seal_with_the_newest_and_open_with_all() -> None:
    first, second = new_key(), new_key()
    old = Keyring.read(f"words.k1={first}").seal("words", "桥下")
    ring = Keyring.read(f"words.k1={first} words.k2={second}")
    assert ring.open(old) == "桥下" and ".k2." in ring.seal("words", "桥下")
    with pytest.raises(Unsealable):
        Keyring.read(f"words.k2={second}").open(old)


@pytest.mark.parametrize("text", ["words", "words=AAAA", "words.k1=AAAA", ".k1=" + "A" * 43])
def test_keys_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="PURPOSE"):
        Keyring.read(text)


def test_the_log_s_address_says_who_we_are_and_whom_we_trust() -> None:
    plain = KafkaSettings.read("kafka://a:1,b:2").connection()
    assert (plain["bootstrap_servers"], plain["security_protocol"]) == ("a:1,b:2", "PLAINTEXT")
    known = KafkaSettings.read("kafka://patrol:p%40ss@a:1?tls=system&mechanism=SCRAM-SHA-512")
    asked = known.connection()
    assert (asked["security_protocol"], asked["sasl_mechanism"]) == ("SASL_SSL", "SCRAM-SHA-512")
    assert (asked["sasl_plain_username"], asked["sasl_plain_password"]) == ("patrol", "p@ss")
    assert asked["ssl_context"].check_hostname and "p@ss" not in repr(known)


@pytest.mark.parametrize("text", ["kafka://", "kafka://user:word@", "kafka://a:1?tsl=system", "redis://a:1"])
def test_an_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="kafka://"):
        KafkaSettings.read(text)


def test_an_interrupt_ends_a_service_within_two_seconds(folder: Path) -> None:
    port = free_port()
    command = [PROGRAMS["relief"], "service", "payments", "--port", str(port)]
    process = Process("payments", command, folder / "payments.log", environment={"RELIEF_VAR": str(folder)})
    url = f"http://127.0.0.1:{port}/payments/readyz"
    process.start(lambda: _ready(url))
    begun = time.monotonic()
    process.stop(signal.SIGINT)
    assert time.monotonic() - begun < 2
    assert "Traceback" not in (folder / "payments.log").read_text()


def _ready(url: str) -> bool:
    try:
        return httpx2.get(url).status_code == 200
    except httpx2.TransportError:
        return False
