"""`make run`: the evening, played on a demonstration clock, on data of its own, fresh each time."""

import asyncio
import shutil
from datetime import datetime
from pathlib import Path

import httpx2

from services.chassis.clock import Ids, SteppedClock
from services.chassis.log import EmbeddedLog
from services.platform.capture import capture_app
from services.platform.client import Api
from services.platform.evening.area import register_places
from services.platform.evening.colleagues import enlist, office_of
from services.platform.evening.people import gather
from services.platform.evening.phones import keep_saying_where
from services.platform.evening.script import START, Evening, at
from services.platform.first_key import make_first_key
from services.platform.ground import Ground, files_in, keys_in
from services.platform.narrator import narrate
from services.platform.pace import Pace
from services.platform.server import must_be_free, serve
from services.platform.summary import summary

SPEED = 60.0
PASSWORD_LENGTH = 12
BEFORE = """暖冬 Nuandong 演示 / demonstration
时间是演示时钟：{start:%Y-%m-%d %H:%M} 起，60 倍速，演完后按正常速度走（每处时间都是演示时间）。
Times are of the demonstration clock: 60 times as fast until the evening is over, then at normal speed.
"""
SIGN_IN = """登录 / sign in        {url}/notify/sign-in  {logins}
密码 / password       {password}
"""
AFTER = """
接口文档 / API docs   {url}/intake/docs  {url}/patrol/docs  {url}/notify/docs
短信与回调 / captured  {url}/capture/captured
密钥 / keys           {keys}
{sign_in}试一试 / try          curl -s {url}/intake/api/v1/sightings -H 'Authorization: Bearer {operator}' \\
                        -H 'Content-Type: application/json' -d '{sighting}'
结束 / stop           Ctrl-C
"""
SIGHTING = '{"channel": "phone", "point": {"longitude": 100.0, "latitude": 40.0}, "landmark": "铁路桥"}'


async def play(folder: Path, port: int, host: str) -> None:
    """Serve the five services on `host:port` and play the evening through them."""
    must_be_free(port, host)  # another demonstration may be playing on this folder
    shutil.rmtree(folder, ignore_errors=True)
    clock = SteppedClock(START)
    others = {"capture": capture_app()}
    log = EmbeddedLog(folder / "log.sqlite", clock)
    password = Ids(clock).secret()[:PASSWORD_LENGTH]
    keys, office = keys_in(folder), office_of(password)
    ground = Ground(clock, Ids(clock), log, keys, files_in(folder), others=others, office=office)
    house = ground.house()
    url = f"http://{host}:{port}"

    async def evening() -> None:
        print(BEFORE.format(start=START), flush=True)
        pace, quick = Pace(house, clock, SPEED), Pace(house, clock)

        async def reach(moment: datetime) -> None:
            await quick.reach(min(moment, at("18:59:00")))
            await pace.reach(moment)

        telling = asyncio.ensure_future(narrate(house, print))
        async with httpx2.AsyncClient(base_url=url, timeout=30) as http:
            admin = Api(http, await make_first_key(house.service("notify")))
            await house.settle()
            people = await gather(admin, f"{url}/capture")
            await register_places(admin)
            logins = "  ".join(await enlist(admin, people, password))
            sign_in = SIGN_IN.format(url=url, logins=logins, password=password)
            print(sign_in, flush=True)
            story = Evening(people)
            # 乙队 is silent for a while, as the story wants it: its phone joins in when the story is over.
            phones = asyncio.ensure_future(keep_saying_where(admin, clock, (story.jia, story.bing)))
            await story.play(reach)
            phones.cancel()
            print(await summary(people.leader, START), flush=True)
            keys = "\n                      ".join(f"{name} {key}" for name, key in people.keys.items())
            after = {"url": url, "keys": keys, "operator": people.keys["接线员"], "sighting": SIGHTING}
            print(AFTER.format(**after, sign_in=sign_in), flush=True)
            await asyncio.gather(pace.go_on(), telling, keep_saying_where(admin, clock, people.teams))

    await serve(house, house.services, port, host, evening)
