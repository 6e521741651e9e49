"""`make serve`: the real platform on one address, on the real clock, going on where it stopped."""

from pathlib import Path

import services.eligibility.settings as eligibility
import services.intake.settings as intake
import services.notify.settings as notify
import services.patrol.settings as patrol
import services.payments.settings as payments
from services.chassis.clock import Ids, SystemClock
from services.chassis.log.choose import open_log
from services.chassis.web import ServiceSettings
from services.platform.first_key import has_keys, make_first_key
from services.platform.ground import Ground, keys_in
from services.platform.house import House
from services.platform.server import serve

SETTINGS: dict[str, type[ServiceSettings]] = {
    "intake": intake.Settings,
    "eligibility": eligibility.Settings,
    "payments": payments.Settings,
    "patrol": patrol.Settings,
    "notify": notify.Settings,
}


def real_ground() -> Ground:
    """From the environment: `RELIEF_VAR`, `RELIEF_LOG`, `RELIEF_PRODUCTION`, `<SERVICE>_DATABASE_URL`."""
    read = {name: settings() for name, settings in SETTINGS.items()}
    common = read["intake"]
    clock = SystemClock()
    log = open_log(common.log, Path(common.folder), clock)
    databases = {name: settings.database_of(name) for name, settings in read.items()}
    keyring = keys_in(Path(common.folder), make=not common.production)
    return Ground(clock, Ids(clock), log, keyring, databases)


async def run_house(port: int, host: str) -> None:
    house = real_ground().house()

    async def greet() -> None:
        await _greet(house, f"http://{host}:{port}")

    await serve(house, port, host, greet)


async def _greet(house: House, url: str) -> None:
    print(
        f"暖冬 Nuandong  {url}\n接口文档 / API docs  {url}/intake/docs  {url}/patrol/docs  {url}/notify/docs"
    )
    if not await has_keys(house.service("notify")):
        key = await make_first_key(house.service("notify"))
        print(f"管理员密钥（只显示这一次）/ administrator's key, shown this once:\n  {key}")
    print("添加密钥 / add keys  relief key add --role operator --area 990101", flush=True)
