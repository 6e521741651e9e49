"""An Apache Kafka broker (KRaft, one node) out of jars that Maven fetches once."""

import base64
import hashlib
import os
import shutil
import signal
import subprocess
from pathlib import Path

from services.platform.parts.process import PartFailed, PartUnavailable, Process, free_port

ROOT = Path(__file__).parents[3]
POM = ROOT / "deploy/kafka/pom.xml"
PROPERTIES = ROOT / "deploy/kafka/server.properties"
JAVA = ["java", "-Xmx384m", "-Xms128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]


def jars() -> Path:
    """The folder with the broker's jars (54 MB), fetched if not there.

    They lie in RELIEF_KAFKA_JARS or var/parts/kafka, under a hash of the pom: a new version comes beside the old.
    """
    for program, package in (("java", "default-jre-headless"), ("mvn", "maven")):
        if shutil.which(program) is None:
            raise PartUnavailable(f"Kafka needs {program}. As root: apt-get install {package}")
    home = Path(os.environ.get("RELIEF_KAFKA_JARS", ROOT / "var/parts/kafka"))
    folder = home / hashlib.sha256(POM.read_bytes()).hexdigest()[:12]
    if not folder.exists():
        unfinished = home / f"{folder.name}.{os.getpid()}"
        fetch = ["mvn", "-q", "-B", "-f", str(POM), "dependency:copy-dependencies"]
        fetched = subprocess.run(
            [*fetch, f"-DoutputDirectory={unfinished.absolute()}"],
            capture_output=True,
            text=True,
            check=False,
        )
        if fetched.returncode:
            raise PartFailed(
                f"Maven could not fetch Kafka:\n{fetched.stdout[-2000:]}{fetched.stderr[-2000:]}"
            )
        unfinished.rename(folder)
    return folder


class Broker:
    """One broker on a port of its own with its data in `folder`; start and stop may follow each other.

    `properties`: its settings in place of deploy/kafka/server.properties; its data must go to `folder`/data.
    """

    def __init__(self, folder: Path, port: int | None = None, properties: str | None = None) -> None:
        self.folder = folder.absolute()
        self.port = port or free_port()
        self._controller_port = free_port()
        self._properties = properties
        self.classpath = f"{jars()}/*"
        self._log = self.folder / "broker.log"
        self._settings = self.folder / "server.properties"
        command = [*JAVA, "-cp", self.classpath, "kafka.Kafka", str(self._settings)]
        self._process = Process("Kafka", command, self._log)

    @property
    def bootstrap(self) -> str:
        """`host:port` for clients."""
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The broker's process id while it runs, else None."""
        return self._process.pid

    def start(self) -> None:
        """Returns when the broker serves (about 3 s the first time, 2 s again)."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Starts it and returns at once."""
        self._write_settings()
        if not (self.folder / "data/meta.properties").exists():
            self._format()
        self._starts_before = self._starts()
        self._process.launch()

    def wait(self) -> None:
        """Returns when the broker serves."""
        self._process.wait_until(lambda: self._starts() > self._starts_before)

    def stop(self) -> None:
        """A clean stop."""
        self._process.stop(signal.SIGTERM)

    def crash(self) -> None:
        """kill -9."""
        self._process.stop(signal.SIGKILL)

    def _starts(self) -> int:
        return (
            self._log.read_text(errors="replace").count("Kafka Server started") if self._log.exists() else 0
        )

    def _write_settings(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._settings.touch(mode=0o600)
        self._settings.write_text(self._properties or self._default_properties())

    def _default_properties(self) -> str:
        return PROPERTIES.read_text().format(
            folder=self.folder, port=self.port, controller_port=self._controller_port
        )

    def _format(self) -> None:
        # A new folder is another cluster: consumers must notice that their positions are not of this one.
        identity = hashlib.sha256(f"{self.folder}:{self.folder.stat().st_ctime_ns}".encode()).digest()[:16]
        cluster = base64.urlsafe_b64encode(identity).decode().rstrip("=")
        tool = [*JAVA, "-cp", self.classpath, "kafka.tools.StorageTool", "format"]
        done = subprocess.run(
            [*tool, f"--cluster-id={cluster}", "-c", str(self._settings)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            shutil.rmtree(self.folder / "data", ignore_errors=True)
            raise PartFailed(f"Kafka's storage could not be formatted:\n{done.stdout}{done.stderr}")
