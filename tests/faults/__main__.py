"""Kills a stack under load, and looks whether anything was lost or came twice.

    python -m tests.faults --kills 20 --replicas 2 --seed 1 [--rate 8] [--pause 2] [--crews 40] [--crowd 150]
                           [--folder DIR]

Exit code 0: every oracle is content; 1: one is not, and the folder with data and logs is kept.
"""

import argparse
import asyncio
import logging
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import structlog

from services.platform.parts.process import PartFailed, PartUnavailable
from tests.faults.judge import judge, left_behind, told
from tests.faults.night import Wish, night


def tell(line: str) -> None:
    print(line, flush=True)


async def run(wish: Wish, folder: Path) -> bool:
    if running := asyncio.current_task():
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    async with night(wish, folder, tell) as played:
        after = await left_behind(played)
        well, lines = judge(after)
        print("", *told(played, after), "", *lines, sep="\n", flush=True)
    return well


def asked(words: list[str]) -> tuple[Wish, Path | None]:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument(
        "--kills", type=int, default=20, help="processes ended by kill -9 or at a crash point"
    )
    for name in ("replicas", "seed", "crews", "crowd"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Wish(0), name))
    for name in ("pause", "rate"):
        parser.add_argument(f"--{name}", type=float, default=getattr(Wish(0), name))
    parser.add_argument("--folder", type=Path, help="data and logs; kept")
    found = vars(parser.parse_args(words))
    folder = found.pop("folder")
    return Wish(**found), folder


def main() -> int:
    wish, chosen = asked(sys.argv[1:])
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    folder = chosen or Path(tempfile.mkdtemp(prefix="nuandong-faults-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # as root, PostgreSQL runs as another user who must be able to enter
    try:
        well = asyncio.run(run(wish, folder))
    except (PartFailed, PartUnavailable, asyncio.CancelledError) as reason:
        print(reason)
        return 1
    if well and not chosen:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        print(f"data and logs: {folder}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
