"""The gateway by itself, in front of a service that tells what reached it."""

import json
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_connection

import httpx2
import pytest

from services.platform.alone import SERVICES
from services.platform.parts.process import Process, free_port
from services.platform.stack.here import PROGRAMS, gateway_here

pytestmark = pytest.mark.only(store="postgres", log="kafka")
CONFIGURATION = Path("deploy/gateway/nginx.conf")
SECRET = "13912345678"


class Behind(BaseHTTPRequestHandler):
    """Answers with what it was asked."""

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", "0")))
        told = {"path": self.path, "from": self.headers.get_all("x-forwarded-for")}
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer  # noqa: N815 as the library names them

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Its port."""
    folder, port = tmp_path_factory.mktemp("gateway"), free_port()
    behind = ThreadingHTTPServer(("127.0.0.1", 0), Behind)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    replicas = {name: [behind.server_port] for name in SERVICES}
    text = CONFIGURATION.read_text().replace("_timeout 10s", "_timeout 1s")
    (folder / "nginx.conf").write_text(gateway_here(text, port, replicas, folder))
    command = [PROGRAMS["nginx"], "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    process = Process("gateway", command, folder / "gateway.log")
    process.start(lambda: answers(port))
    yield port
    process.stop()
    behind.shutdown()


def answers(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/livez").status_code == 200
    except httpx2.TransportError:
        return False


def is_a_problem(answer: httpx2.Response, status: int) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status and SECRET not in answer.text


def test_no_figures_leave_the_house(gateway: int) -> None:
    for name in SERVICES:
        for path in (f"/{name}/metrics", f"/{name}//metrics", f"/{name}/./metrics", f"/{name}/%6detrics"):
            is_a_problem(httpx2.get(f"http://127.0.0.1:{gateway}{path}"), 404)
        assert httpx2.get(f"http://127.0.0.1:{gateway}/{name}/api/v1/metrics-of-a-kind").status_code == 200


def test_the_limits_are_those_of_the_services_and_refuse_in_words(gateway: int) -> None:
    url = f"http://127.0.0.1:{gateway}/intake/api/v1/sightings"
    is_a_problem(httpx2.post(url, content=SECRET.encode() * 100_000), 413)
    assert httpx2.post(url, content=b"x" * 1_000_000).status_code == 200
    is_a_problem(httpx2.get(url, headers={"X-Long": SECRET * 1_000}), 400)
    is_a_problem(httpx2.get(f"{url}/{SECRET * 1_000}"), 414)
    is_a_problem(httpx2.get(f"http://127.0.0.1:{gateway}/{SECRET}"), 404)
    is_a_problem(httpx2.request("TRACE", url), 405)


def test_a_browser_at_an_address_that_is_none_is_answered_by_the_pages(gateway: int) -> None:
    answer = httpx2.get(f"http://127.0.0.1:{gateway}/deliveries", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (
        answer.status_code == 200 and answer.json()["path"] == "/deliveries"
    )  # as notify's stand-in says it


@pytest.mark.parametrize(
    "half", ["POST /intake/ HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{", "GET / HT"]
)
def test_half_a_request_is_not_waited_for(gateway: int, half: str) -> None:
    with create_connection(("127.0.0.1", gateway), timeout=5) as connection:
        connection.sendall(half.encode())
        begun = time.monotonic()
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert time.monotonic() - begun < 3
    assert not answer or answer.startswith(b"HTTP/1.1 408")


def test_who_called_is_told_by_the_gateway_alone(gateway: int) -> None:
    for said in ("192.0.2.7", "10.0.0.1, 127.0.0.1"):
        headers = {"X-Forwarded-For": said}
        answer = httpx2.get(f"http://127.0.0.1:{gateway}/patrol/api/v1/teams", headers=headers)
        assert answer.json()["from"] == ["127.0.0.1"]


def test_the_configuration_is_one(tmp_path: Path) -> None:
    text = gateway_here(CONFIGURATION.read_text(), free_port(), {name: [1] for name in SERVICES}, tmp_path)
    (tmp_path / "nginx.conf").write_text(text)
    program = shutil.which(PROGRAMS["nginx"]) or PROGRAMS["nginx"]
    done = subprocess.run(
        [program, "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
