"""`relief key add|list|revoke`. Notify is loaded only where it is used: every process of the stack passes here."""

from typing import Annotated

import typer

from services.chassis.access import Hidden
from services.chassis.log import Work
from services.chassis.web import Service
from services.contracts.words import Role
from services.platform.offline import in_unit

app = typer.Typer(no_args_is_help=True, help="API keys: who may ask; only hashes are kept")


@app.command("add")
def add(
    role: Annotated[Role, typer.Option(help="what the key may do")],
    area: Annotated[str, typer.Option(help="division code whose inside it sees, or * for everything")],
    name: Annotated[str, typer.Option(help="whose it is")] = "",
    team: Annotated[str | None, typer.Option(help="the team that a key of role team speaks for")] = None,
) -> None:
    """Make a key and print it; it is shown this once."""

    from services.notify.operations.keys import add_key

    async def run(_: Service, work: Work) -> str:
        return (await add_key(work, name or role.value, role, area, team)).key

    print(in_unit("notify", run))


@app.command("list")
def listed() -> None:
    """Every key: id, role, area, name, state."""

    from services.notify.operations.keys import list_keys

    async def run(_: Service, work: Work) -> list[str]:
        return [
            f"{key.id}  {key.role:<10}  {key.area:<12}  {'revoked' if key.revoked_at else 'valid':<8}  {key.name}"
            for key in await list_keys(work)
        ]

    print("\n".join(in_unit("notify", run)))


@app.command("revoke")
def revoke(key_id: str) -> None:
    """Every service refuses the key within a second."""

    from services.notify.domain.errors import LastAdministrator
    from services.notify.operations.keys import revoke_key

    async def run(_: Service, work: Work) -> None:
        await revoke_key(work, key_id)

    try:
        in_unit("notify", run)
    except Hidden as error:
        raise typer.BadParameter(f"没有这个密钥 / there is no key {key_id}") from error
    except LastAdministrator as error:
        raise typer.BadParameter(
            "这是最后一个管理员密钥，先添加另一个 / this is the last administrator's key"
        ) from error
    print("revoked")
