"""`relief key add|list|revoke`. Notify is loaded only where it is used: every process of the stack passes here."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from services.chassis.access import Hidden
from services.chassis.log import Work
from services.chassis.web import Service
from services.contracts.words import Role
from services.platform.offline import in_unit

app = typer.Typer(no_args_is_help=True, help="API keys: who may ask; only hashes are kept")


Result = TypeVar("Result")
LONGEST_NAME = 80


def in_words(run: Callable[[Service, Work], Awaitable[Result]], begins: bool = False) -> Result:
    """Run in a unit of work of notify; what it refuses is said in a sentence. `begins`: see in_unit."""
    from services.notify.api.problems import PROBLEMS

    try:
        return in_unit("notify", run, begins)
    except tuple(PROBLEMS) as error:
        text, values = PROBLEMS[type(error)].text, vars(error)
        said = f"{text.spoken('zh', values)} / {text.spoken('en', values)}"
        raise typer.BadParameter(said) from error
    except Hidden as error:
        raise typer.BadParameter("没有这一项 / there is no such thing") from error


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

    if len(name) > LONGEST_NAME:
        raise typer.BadParameter(f"名称最多 {LONGEST_NAME} 字 / at most {LONGEST_NAME} characters for a name")
    print(in_words(run, begins=True))


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


@app.command("session")
def session(
    key_id: Annotated[str, typer.Option("--id", help="a name that no key of sessions had before")],
) -> None:
    """Print a new pair of keys for sessions: one word for notify's RELIEF_SEALING_KEYS, one for everybody's
    RELIEF_SESSION_PUBLIC_KEYS, which goes first."""
    from services.chassis.access.session_keys import public_of
    from services.chassis.store.sealing import key_bytes, new_key

    secret = new_key()
    print(f"RELIEF_SEALING_KEYS         session.{key_id}={secret}")
    print(f"RELIEF_SESSION_PUBLIC_KEYS  {key_id}={public_of(key_bytes(secret))}")


@app.command("revoke")
def revoke(key_id: str) -> None:
    """Every service refuses the key within a second."""

    from services.notify.operations.keys import revoke_key

    async def run(_: Service, work: Work) -> None:
        await revoke_key(work, key_id)

    in_words(run)
    print("revoked")
