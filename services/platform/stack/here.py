"""From the names and ports of the containers to addresses on this machine."""

import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from services.platform.stack.compose import Part

ANYWHERE, HERE = "0.0.0.0", "127.0.0.1"
OWN_PORT = "8000"
PROGRAMS = {
    "relief": str(Path(sys.executable).parent / "relief"),
    "nginx": shutil.which("nginx") or "/usr/sbin/nginx",
}


def environment_here(part: Part, ports: Mapping[str, int]) -> dict[str, str]:
    """`ports`: by `name:port`, as the containers call each other."""
    return {name: text_here(value, ports) for name, value in part.environment.items()}


def command_here(part: Part, port: int) -> list[str]:
    """What the part runs, listening on `port`."""
    program, *words = part.command
    said = {ANYWHERE: HERE, OWN_PORT: str(port)}
    return [PROGRAMS.get(program, program), *(said.get(word, word) for word in words)]


def text_here(text: str, ports: Mapping[str, int]) -> str:
    for address, port in ports.items():
        text = re.sub(rf"(?<![\w.-]){re.escape(address)}\b", f"{HERE}:{port}", text)
    return text


def health_here(part: Part, port: int) -> str:
    """The address of the health check when the part listens on `port`."""
    return re.sub(r"(?<=//)127\.0\.0\.1:\d+", f"{HERE}:{port}", part.health or "")


def gateway_here(configuration: str, port: int, replicas: Mapping[str, Sequence[int]], folder: Path) -> str:
    """deploy/gateway/nginx.conf with every replica by its port, and its files in `folder`."""
    for name, ports in replicas.items():
        servers = " ".join(f"server {HERE}:{one} fail_timeout=1s;" for one in ports)
        configuration = configuration.replace(f"server {name}:{OWN_PORT} fail_timeout=1s;", servers)
    return configuration.replace("listen 8080;", f"listen {HERE}:{port};").replace(" /tmp/", f" {folder}/")


def kafka_properties(part: Part, ports: Mapping[str, int], folder: Path) -> str:
    """The broker's properties out of `KAFKA_…`, as its image makes them."""
    lines = []
    for name, value in part.environment.items():
        if name.startswith("KAFKA_") and name != "KAFKA_HEAP_OPTS":
            said = text_here(value, ports).replace("\n", " ").strip()
            lines.append(f"{name.removeprefix('KAFKA_').lower().replace('_', '.')}={said}")
    return "\n".join(lines).replace("/var/lib/kafka/data", f"{folder}/data") + "\n"
