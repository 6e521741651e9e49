"""`relief person …`: who signs in, from the command line. Notify is loaded only where it is used."""

import sys
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from services.chassis.log import Work
from services.chassis.web import Service
from services.contracts.words import Role
from services.platform.commands.keys import in_words
from services.platform.offline import database_of, in_unit

if TYPE_CHECKING:
    from services.notify.operations.people import Person
    from services.notify.repository.people import PersonRow

app = typer.Typer(no_args_is_help=True, help="People: who signs in, on which posts")
post = typer.Typer(no_args_is_help=True, help="What a person may do, and where")
app.add_typer(post, name="post")

Login = Annotated[str, typer.Argument(help="the person's login")]
RoleOption = Annotated[Role, typer.Option("--role", help="what the person may do")]
Area = Annotated[str, typer.Option(help="division code whose inside they see, or * for everything")]
Team = Annotated[str | None, typer.Option(help="the team that somebody of role team speaks for")]
Result = TypeVar("Result")


class Spoken(StrEnum):
    ZH = "zh"
    EN = "en"


LANGUAGES = {Spoken.ZH: "zh-CN", Spoken.EN: "en"}


@app.command("add")
def add(
    login: Annotated[str, typer.Option(help="letters, digits and . _ - @")],
    name: Annotated[str, typer.Option(help="as colleagues know them")],
    role: RoleOption,
    area: Area,
    team: Team = None,
    language: Annotated[
        Spoken | None, typer.Option(help="of pages and messages; default zh, and pages follow the browser")
    ] = None,
    ask: Annotated[bool, typer.Option(help="type a password instead of having one made")] = False,
) -> None:
    """Add a person with one post; a password is made and printed this once, or asked for."""
    from services.notify.operations.people import NewPost, add_person

    password, hashed = _password(login, ask)

    spoken = LANGUAGES[language] if language else None

    async def run(_: Service, work: Work) -> "Person":
        return await add_person(work, login, name, spoken, [NewPost(role, area, team)], hashed)

    made = in_words(run, begins=True)
    print(made.login if ask else f"{made.login}  {password}")


@app.command("list")
def listed() -> None:
    """Every person: id, login, name, whether they may sign in, and posts."""
    from services.notify.operations.people import shown
    from services.notify.repository import people

    async def run(_: Service, work: Work) -> list[str]:
        lines = []
        for row in await people.listed(work.session, None):
            person = shown(work.keyring, row, await people.posts_of(work.session, row.id))
            state = "disabled" if person.disabled_at else "valid"
            lines.append(f"{person.id}  {person.login:<20}  {state:<8}  {person.name}")
            lines += [f"    {one.id}  {one.role:<10}  {one.area}  {one.team or ''}" for one in person.posts]
        return lines

    print("\n".join(in_unit("notify", run)) or f"没有人员 / nobody: {database_of('notify')}")


@app.command("disable")
def disable(login: Login) -> None:
    """Nobody signs in as this person; their sessions end within a second."""
    from services.notify.operations import people

    _of(login, people.disable)
    print("disabled")


@app.command("enable")
def enable(login: Login) -> None:
    """The person may sign in again."""
    from services.notify.operations import people

    _of(login, people.enable)
    print("enabled")


@app.command("password")
def password(
    login: Login, ask: Annotated[bool, typer.Option(help="type it instead of having one made")] = False
) -> None:
    """A new password, printed this once or asked for; the person's sessions end."""
    from services.notify.operations.people import set_password

    chosen, hashed = _password(login, ask)
    _of(login, lambda work, row: set_password(work, row, hashed))
    print("changed" if ask else chosen)


@app.command("subject")
def subject(
    login: Login,
    subject: Annotated[str, typer.Argument(help="the provider's `sub` of the person; empty: no more")] = "",
) -> None:
    """Let a person sign in at the provider of NOTIFY_OIDC as this subject."""
    from services.notify.operations.people import link
    from services.notify.settings import Settings

    provider = Settings().oidc
    if provider is None:
        raise typer.BadParameter("没有设置 NOTIFY_OIDC / NOTIFY_OIDC is not set")
    _of(login, lambda work, row: link(work, row, provider.issuer, subject or None))
    print("linked" if subject else "no longer linked")


@post.command("add")
def add_post(login: Login, role: RoleOption, area: Area, team: Team = None) -> None:
    """Give a post and print its id."""
    from services.notify.operations.people import NewPost, give_post

    given: NewPost = NewPost(role, area, team)
    print(_of(login, lambda work, row: give_post(work, row, given)).id)


@post.command("end")
def end_post(
    login: Login, post_id: Annotated[str, typer.Argument(help="as `relief person list` shows it")]
) -> None:
    """End a post and the sessions that are open on it."""
    from services.notify.operations.people import end_post

    _of(login, lambda work, row: end_post(work, row, post_id))
    print("ended")


def _of(login: str, operation: Callable[[Work, "PersonRow"], Awaitable[Result]]) -> Result:
    from services.notify.operations.people import login_index
    from services.notify.repository import people

    async def run(_: Service, work: Work) -> Result:
        row = await people.by_login(work.session, login_index(work, login))
        if row is None:
            raise typer.BadParameter(f"没有 {login} / there is no {login}")
        return await operation(work, row)

    return in_words(run)


def _password(login: str, ask: bool) -> tuple[str, str]:
    """The password and its hash."""
    from services.chassis.clock import Ids, SystemClock
    from services.notify.domain.errors import PasswordUnfit
    from services.notify.domain.people import check_password
    from services.notify.operations.passwords import hashed_now, made

    if not ask:
        password = made(Ids(SystemClock()))
        return password, hashed_now(password)
    if sys.stdin.isatty():
        typed = typer.prompt("密码 / password", hide_input=True, confirmation_prompt=True)
    else:
        typed = sys.stdin.readline().rstrip("\n")
    try:
        check_password(typed, login)
    except PasswordUnfit as error:
        raise typer.BadParameter("密码须 10 至 200 个字 / a password has 10 to 200 characters") from error
    return typed, hashed_now(typed)
