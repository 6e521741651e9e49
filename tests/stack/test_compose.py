"""docker-compose.yml is well-formed, holds no secrets, and gives each service what is its own."""

import json
import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from services.chassis.store import Keyring
from services.chassis.web.idempotency import PURPOSE
from services.platform.alone import SERVICES, app_of
from services.platform.stack.compose import FILE, Unset, filled, read_parts, variables
from services.platform.stack.here import command_here, gateway_here, kafka_properties
from services.platform.stack.secrets import kept_in, made

pytestmark = pytest.mark.only(store="sqlite", log="embedded")  # they stand on neither: once is enough
ROOT = FILE.parent
DOCUMENT = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SCHEMA = json.loads((ROOT / "tests/stack/vendored/compose-spec.json").read_text(encoding="utf-8"))
GATEWAY = (ROOT / "deploy/gateway/nginx.conf").read_text(encoding="utf-8")


def faults(document: Any) -> list[str]:
    found = Draft202012Validator(SCHEMA).iter_errors(document)
    return [f"{'/'.join(map(str, error.path))}: {error.message}" for error in found]


def test_the_file_is_a_compose_file() -> None:
    assert faults(DOCUMENT) == []


def test_a_misspelt_word_would_be_noticed() -> None:
    assert faults({"services": {"kafka": {"image": "apache/kafka", "comand": ["run"]}}}) != []


def test_every_password_and_key_comes_from_outside() -> None:
    def texts(thing: Any) -> list[str]:
        if isinstance(thing, dict):
            return [text for item in thing.items() for text in texts(list(item))]
        return [text for item in thing for text in texts(item)] if isinstance(thing, list) else [f"{thing}"]

    secret = re.compile(r"(PASSWORD|_KEY)$")
    said = [text for part in DOCUMENT["services"].values() for text in texts(part.get("environment", {}))]
    logins = [login for text in said for login in re.findall(r"//\w+:([^@]*)@", text)]
    assert logins and all(re.fullmatch(r"\$\{\w+PASSWORD:\?\}", login) for login in logins)
    for part in DOCUMENT["services"].values():
        for name, value in part.get("environment", {}).items():
            assert not secret.search(name) or value.startswith("${"), name


def test_the_example_names_every_variable_and_gives_none() -> None:
    lines = (ROOT / "deploy/example.env").read_text(encoding="utf-8").splitlines()
    assert sorted(line for line in lines if line and not line.startswith("#")) == sorted(
        f"{name}=" for name in variables()
    )


def test_without_a_variable_nothing_starts() -> None:
    values = made()
    del values["PATROL_RUNTIME_PASSWORD"]
    with pytest.raises(Unset, match="PATROL_RUNTIME_PASSWORD"):
        read_parts(values)


def test_a_default_and_a_dollar_are_read_as_compose_reads_them() -> None:
    assert filled(["${PORT:-8000}:8080", "$$5"], {}) == ["8000:8080", "$5"]
    assert filled("${PORT:-8000}", {"PORT": "9"}) == "9"


def test_made_values_are_kept_and_shown_to_their_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "stack" / "secrets.env"
    assert kept_in(file) == kept_in(file) and sorted(kept_in(file)) == sorted(variables())
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_gets_the_keys_of_its_purposes_and_no_others(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RELIEF_VAR", str(tmp_path))
    given = read_parts(made())[name].environment["RELIEF_SEALING_KEYS"]
    blueprint = app_of(name).state.service.blueprint
    assert {word.split(".")[0] for word in given.split()} == {*blueprint.purposes, PURPOSE}
    assert Keyring.read(given).only(blueprint.purposes)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_knows_its_own_database_and_its_own_user_alone(name: str) -> None:
    environment = read_parts(made())[name].environment
    assert f"//{name}_runtime:" in environment[f"{name.upper()}_DATABASE_URL"]
    assert environment["RELIEF_LOG"].startswith(f"kafka://{name}:")
    others = [other.upper() for other in SERVICES if other != name]
    assert not [key for key in environment if key.split("_")[0] in others]
    assert not [key for key in environment if key.endswith("OWNER_URL")]


@pytest.mark.parametrize("name", SERVICES)
def test_the_gateway_leads_to_every_service_and_streams_unbuffered(name: str) -> None:
    assert f"location /{name}/ {{ proxy_pass http://{name}; }}" in GATEWAY
    assert f"upstream {name} {{ server {name}:8000 " in GATEWAY
    assert "proxy_buffering off;" in GATEWAY


def test_here_the_gateway_knows_every_replica_by_its_port(tmp_path: Path) -> None:
    replicas = {name: [9001, 9002] for name in SERVICES}
    text = gateway_here(GATEWAY, 9000, replicas, tmp_path)
    assert text.count("server 127.0.0.1:9001 ") == text.count("server 127.0.0.1:9002 ") == len(SERVICES)
    assert "listen 127.0.0.1:9000;" in text and " /tmp/proxy" not in text.replace(str(tmp_path), "")


def test_here_a_service_listens_on_a_port_of_its_own() -> None:
    program, *words = command_here(read_parts(made())["patrol"], 9001)
    assert Path(program).name == "relief"
    assert words == ["service", "patrol", "--host", "127.0.0.1", "--port", "9001"]


def test_here_the_broker_gets_the_properties_that_its_image_would_make(tmp_path: Path) -> None:
    ports = {"0.0.0.0:9092": 1, "kafka:9092": 1, "127.0.0.1:9093": 2, "127.0.0.1:9094": 3}
    lines = kafka_properties(read_parts(made())["kafka"], ports, tmp_path).splitlines()
    listeners = "listeners=CLIENTS://127.0.0.1:1,CONTROLLER://127.0.0.1:2,BROKER://127.0.0.1:3"
    assert listeners in lines and f"log.dirs={tmp_path}/data" in lines
    assert "advertised.listeners=CLIENTS://127.0.0.1:1,BROKER://127.0.0.1:3" in lines
    assert not [line for line in lines if "heap" in line or "=" not in line]


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_the_health_check_itself_tells_ready_from_not_ready(status: int, healthy: bool) -> None:
    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Answering)
    Thread(target=server.serve_forever, daemon=True).start()
    kind, program, *words = DOCUMENT["services"]["patrol"]["healthcheck"]["test"]
    assert (kind, program) == ("CMD", "python")
    here = [word.replace("127.0.0.1:8000", f"127.0.0.1:{server.server_port}") for word in words]
    done = subprocess.run([sys.executable, *here], capture_output=True, check=False)
    server.shutdown()
    assert (done.returncode == 0) == healthy
