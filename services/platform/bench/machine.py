"""What it was measured on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("fastapi", "uvicorn", "sqlalchemy", "asyncpg", "aiokafka", "pydantic", "uvloop")


def machine() -> dict[str, object]:
    return {
        "processors": os.cpu_count(),
        "processor": _value_in("/proc/cpuinfo", "model name"),
        "memory_mb": round(int(_value_in("/proc/meminfo", "MemTotal").split()[0]) / 1024),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "load_before": [round(one, 2) for one in os.getloadavg()],
    }


def _value_in(file: str, name: str) -> str:
    for line in Path(file).read_text().splitlines():
        if line.startswith(name):
            return line.partition(":")[2].strip()
    return "0"
