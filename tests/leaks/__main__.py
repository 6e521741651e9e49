"""An evening of one caller, then a search for the caller in everything that was written.

    python -m tests.leaks [--rounds 12] [--on embedded,real] [--folder DIR]

Exit code 0: the caller stands in clear nowhere; 1: somewhere, or the evening could not be played.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from services.platform.parts.process import PartFailed, PartUnavailable
from tests.leaks.caller import SECRETS
from tests.leaks.night import play
from tests.leaks.search import look
from tests.leaks.sites import embedded, real

SITES = {"embedded": embedded, "real": real}


async def run(names: list[str], rounds: int, folder: Path) -> int:
    finds = 0
    for name in names:
        async with SITES[name](folder) as site:
            said = await play(site, rounds)
            print(f"\n{name}: {rounds} rounds, asked {said}", flush=True)
            looked = await asyncio.to_thread(look, await site.places(), SECRETS)
        print(*looked.lines(), sep="\n", flush=True)
        finds += len(looked.finds)
    return finds


def main() -> int:
    parser = argparse.ArgumentParser(prog="make leaks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=12, help="each is six calls and what people get wrong")
    parser.add_argument("--on", default="embedded,real", help="embedded, real, or both")
    parser.add_argument("--folder", type=Path, help="data and logs; kept")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nuandong-leaks-", ignore_cleanup_errors=True) as made:
        folder = asked.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)  # as root, PostgreSQL runs as another user who must be able to enter
        try:
            return int(asyncio.run(run(asked.on.split(","), asked.rounds, folder)) > 0)
        except (PartFailed, PartUnavailable) as reason:
            print(reason)
            return 1


if __name__ == "__main__":
    sys.exit(main())
