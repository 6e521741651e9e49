"""A whole file of calls, replayed onto a stack while crews work, then every total counted again in SQL.

    python -m tests.load.sample FILE --areas deploy/examples/calls-sample-areas.csv [--crews 12] [--folder DIR]

PostgreSQL, Kafka, five services and the gateway as processes; `relief replay` and `relief crews` as anybody would call
them. Exit code 0: nothing is missing and both counts agree.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from services.contracts.words import Role
from services.platform.client import Api
from services.platform.parts.postgres import Server
from services.platform.parts.process import PartFailed, PartUnavailable
from services.platform.stack import Stack
from services.platform.stack.here import PROGRAMS
from tests.faults.aftermath import parked, rows, unsent
from tests.faults.provider import provider_running
from tests.faults.rest import come_to_rest

RECOUNT = {
    "reports": ("intake", "select count(*) from report"),
    "reports closed": ("intake", "select count(*) from report where state = 'closed'"),
    "sightings": ("patrol", "select count(*) from sighting"),
    "sightings declined": ("patrol", "select count(*) from sighting where declined is not null"),
    "rescues": ("patrol", "select count(*) from rescue"),
    "rescues answered": ("patrol", "select count(*) from rescue where state = 'answered'"),
    "joined": (
        "patrol",
        "select count(*) - count(distinct rescue) as count from sighting where rescue is not null",
    ),
    "offers": ("patrol", "select count(*) from offer"),
    "arrivals": ("patrol", "select count(*) from offer where arrived_at is not null"),
    "live offers": ("patrol", "select count(*) from offer where live"),
    "measured": ("patrol", "select count(*) from response_sample where stopped_by <> 'person'"),
    "kept": ("patrol", "select count(*) from response_sample where stopped_by <> 'person' and kept"),
    "twice in the journal": ("notify", "select count(*) - count(distinct id) as count from journal"),
    "messages": ("notify", "select count(*) from message"),
    "facts in the journal": ("notify", "select count(*) from journal"),
}
NEAREST_RANK = (
    "select percentile_disc({share}) within group (order by seconds) as count"
    " from response_sample where stopped_by <> 'person'"
)
"""What PostgreSQL itself calls the smallest value that so many do not exceed."""


@dataclass(frozen=True)
class Run:
    """What the two commands said, and how long they took."""

    replayed: Mapping[str, Any]
    went_out: Mapping[str, Any]
    seconds: float


async def relief(*words: str) -> str:
    """Raises PartFailed when it ends badly."""
    running = await asyncio.create_subprocess_exec(
        PROGRAMS["relief"], *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    said, complaint = await running.communicate()
    if running.returncode:
        raise PartFailed(f"relief {words[0]}: {said.decode()[-2000:]} {complaint.decode()[-2000:]}")
    return said.decode()


async def tell_how(admin: Api, area: str, provider: str) -> None:
    """Everybody is reached by SMS."""
    await admin.put("/notify/api/v1/providers/sms", {"url": f"{provider}/sms"})
    for party in ("leader", "team", "emergency_partner"):
        route = {"party": party, "area": area, "channel": "sms", "address": "0000-5550009"}
        await admin.put("/notify/api/v1/contact-routes", route)


async def play(stack: Stack, provider: str, file: Path, areas: Path, crews: int, area: str) -> Run:
    operator = await asyncio.to_thread(stack.add_key, Role.OPERATOR, area)
    dispatcher = await asyncio.to_thread(stack.add_key, Role.DISPATCHER, area)
    async with httpx2.AsyncClient(base_url=stack.url, timeout=30) as http:
        await tell_how(Api(http, await asyncio.to_thread(stack.add_key, Role.ADMIN)), area, provider)
    begun = time.monotonic()
    where = ["--url", stack.url, "--json", "--speed", "max"]
    sending = asyncio.ensure_future(
        relief("replay", str(file), "--key", operator, "--areas", str(areas), *where)
    )
    going = asyncio.ensure_future(
        relief(
            "crews",
            str(crews),
            "--key",
            dispatcher,
            "--area",
            area,
            "--around",
            str(file),
            "--until-idle",
            *where,
        )
    )
    replayed, went_out = json.loads(await sending), json.loads(await going)
    return Run(replayed, went_out, time.monotonic() - begun)


def recounted(server: Server) -> dict[str, Any]:
    """Every number straight from the tables."""
    asked = {**RECOUNT, **{f"P{n}": ("patrol", NEAREST_RANK.format(share=n / 100)) for n in (50, 90, 95)}}
    return {
        name: rows(server, database, question)[0]["count"] for name, (database, question) in asked.items()
    }


def complaints(run: Run, count: Mapping[str, Any], stack: Stack) -> Iterator[str]:
    """Where what was told and what is there differ."""
    told, figures = run.replayed, run.went_out["figures"]
    answered = sum(crew.get("answered", 0) for crew in run.went_out["crews"].values())
    accounted = told["accepted"] + len(told["refused"]) + len(told["bad"])
    in_rescues = count["rescues"] + count["joined"] + count["sightings declined"]
    same = {
        "rows": (told["rows"], accounted),
        "rows accepted and reports": (told["accepted"], count["reports"]),
        "reports and sightings": (count["reports"], count["sightings"]),
        "reports closed": (count["reports"], count["reports closed"]),
        "rescues, joined and declined": (count["sightings"], in_rescues),
        "rescues answered": (count["rescues"], count["rescues answered"]),
        "answered by crews": (count["rescues"], answered),
        "figures: measured": (figures["rescues"], count["measured"]),
        "figures: kept": (figures["kept"], count["kept"]),
        **{f"figures: P{n}": (figures[f"p{n}_seconds"], count[f"P{n}"]) for n in (50, 90, 95)},
        "teams still reserved": (0, count["live offers"]),
        "left open": (0, run.went_out["left_open"]),
        "twice in the journal": (0, count["twice in the journal"]),
        "facts not sent": (0, sum(unsent(stack.postgres.server).values())),
        "facts set aside": (0, sum(map(len, parked(stack.postgres.server).values()))),
    }  # fmt: skip
    yield from (f"{name}: {one} and {other}" for name, (one, other) in same.items() if one != other)


async def run(asked: argparse.Namespace, folder: Path) -> int:
    stack = Stack(folder / "stack")
    await asyncio.to_thread(stack.start)
    try:
        async with provider_running() as provider:
            done = await play(stack, provider.url, asked.file, asked.areas, asked.crews, asked.area)
            restless = await come_to_rest(stack)
        count = recounted(stack.postgres.server)
        wrong = [*complaints(done, count, stack), *restless]
    finally:
        await asyncio.to_thread(stack.stop)
    totals = {name: value for name, value in done.replayed.items() if not isinstance(value, list)}
    refused = {name: len(done.replayed[name]) for name in ("refused", "bad", "unaccounted")}
    print(f"replay  {totals | refused}\ncrews   {done.went_out['figures']}\nSQL     {count}")
    print(f"{done.seconds:.0f} s; " + ("both counts agree" if not wrong else "\n".join(wrong)))
    return int(bool(wrong))


def main() -> int:
    parser = argparse.ArgumentParser(prog="make replay", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--areas", type=Path, required=True)
    parser.add_argument("--area", default="990102", help="the county of the calls")
    parser.add_argument("--crews", type=int, default=12)
    parser.add_argument("--folder", type=Path, help="data and logs; kept")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nuandong-replay-", ignore_cleanup_errors=True) as made:
        folder = asked.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)  # as root, PostgreSQL runs as another user who must be able to enter
        try:
            return asyncio.run(run(asked, folder))
        except (PartFailed, PartUnavailable) as reason:
            print(reason)
            return 1


if __name__ == "__main__":
    sys.exit(main())
