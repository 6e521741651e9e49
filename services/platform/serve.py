"""`make serve`: the real platform on one address, on the real clock, going on where it stopped."""

from services.chassis.clock import Ids, SystemClock
from services.chassis.log.choose import open_log
from services.platform.alone import SERVICES, settings_of
from services.platform.first_key import has_keys, make_first_key
from services.platform.ground import Ground
from services.platform.house import House
from services.platform.server import serve


def real_ground() -> Ground:
    """From the environment: `RELIEF_VAR`, `RELIEF_LOG`, `RELIEF_PRODUCTION`, `<SERVICE>_DATABASE_URL`."""
    read = {name: settings_of(name) for name in SERVICES}
    common = read["intake"]
    common.use_reference()
    clock = SystemClock()
    log = open_log(common.log, common.folder, clock)
    databases = {name: settings.database_of(name) for name, settings in read.items()}
    keys, session_keys, office = common.keys(), common.session_keys(), common.office()
    return Ground(
        clock,
        Ids(clock),
        log,
        keys,
        databases,
        session_keys=session_keys,
        office=office,
        rates=common.rates(),
    )


async def run_house(port: int, host: str) -> None:
    house = real_ground().house()

    async def greet() -> None:
        await _greet(house, f"http://{host}:{port}")

    await serve(house, house.services, port, host, greet)


async def _greet(house: House, url: str) -> None:
    print(
        f"暖冬 Nuandong  {url}\n接口文档 / API docs  {url}/intake/docs  {url}/patrol/docs  {url}/notify/docs"
    )
    if not await has_keys(house.service("notify")):
        key = await make_first_key(house.service("notify"))
        print(f"管理员密钥（只显示这一次）/ administrator's key, shown this once:\n  {key}")
    print(
        f"登录 / sign in  {url}/notify/sign-in\n"
        "添加人员 / add people  relief person add --login admin --name 管理员 --role admin --area '*'\n"
        "添加密钥 / add keys  relief key add --role operator --area 990101",
        flush=True,
    )
