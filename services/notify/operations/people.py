"""The directory: who there is, and who may do what where. Every change of rights is a fact."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.chassis.access import EVERYWHERE, LIFE, Actor, Hidden, keep_revoked
from services.chassis.log import Work
from services.chassis.store import Keyring
from services.contracts.notify import (
    PasswordChanged,
    PersonAdded,
    PersonChanged,
    PersonDisabled,
    PersonEnabled,
    PersonFact,
    PostEnded,
    PostGiven,
    SessionsRevoked,
    SignOnLinked,
)
from services.contracts.words import Role
from services.notify.domain.errors import LastAdministratorPerson, LoginTaken, SubjectTaken
from services.notify.domain.people import checked_login, normalised
from services.notify.operations.keys import WHOLE_COUNTRY, check_rights
from services.notify.repository import people
from services.notify.repository.people import COMMON, PersonRow, PostRow

PURPOSE = "contact"
CHINESE = "zh-CN"
Because = Literal["signed_out", "disabled", "post_ended", "password_changed", "replaced"]


@dataclass(frozen=True)
class NewPost:
    """`area`: a division code or `*`."""

    role: Role
    area: str
    team: str | None = None


@dataclass(frozen=True)
class Post:
    id: str
    role: Role
    area: str
    team: str | None


@dataclass(frozen=True)
class Person:
    """With name and login in clear: for whoever may see them. `posts`: those that have not ended."""

    id: str
    login: str
    name: str
    area: str
    language: str
    theme: str
    keys: bool
    made_at: datetime
    disabled_at: datetime | None
    posts: tuple[Post, ...]


async def add_person(
    work: Work, login: str, name: str, language: str | None, posts: Sequence[NewPost], password: str | None
) -> Person:
    """`language`: None until the person chooses one. `password`: its hash; None for somebody who signs in elsewhere.
    The first post's area is the person's own. Raises LoginUnfit, LoginTaken, and what check_rights raises."""
    plain = checked_login(login)
    index = login_index(work, plain)
    if await people.by_login(work.session, index) is not None:
        raise LoginTaken
    spoken = language or CHINESE
    row = PersonRow(
        id=str(work.ids.new()),
        login=work.keyring.seal(PURPOSE, plain),
        login_index=index,
        name=work.keyring.seal(PURPOSE, name),
        area=posts[0].area,
        language=spoken,
        language_chosen=language is not None,
        password=password,
        made_at=work.now,
        made_by=work.origin.actor,
    )
    work.session.add(row)
    say(work, row, PersonAdded(person=row.id, login=row.login, name=row.name, language=spoken))
    given = [_give(work, row, post) for post in posts]
    return shown(work.keyring, row, given)


async def give_post(work: Work, row: PersonRow, post: NewPost) -> Post:
    """Raises what check_rights raises."""
    return _post(_give(work, row, post))


async def end_post(work: Work, row: PersonRow, post_id: str) -> None:
    """Sessions on it end with it. Raises Hidden, LastAdministratorPerson."""
    posts = await people.posts_of(work.session, row.id)
    post = next((one for one in posts if one.id == post_id), None)
    if post is None:
        raise Hidden(post_id)
    if _is_everything(post) and not any(_is_everything(one) for one in posts if one is not post):
        await _must_not_be_last(work, row)
    post.ended_at, post.ended_by = work.now, work.origin.actor
    say(work, row, PostEnded(person=row.id, post=post_id))
    open_on_it = [
        one for one in await people.open_sessions(work.session, row.id, work.now) if one.post == post_id
    ]
    await _revoke(work, row, [one.id for one in open_on_it], "post_ended")


async def disable(work: Work, row: PersonRow) -> None:
    """Twice is once. Raises LastAdministratorPerson."""
    if row.disabled_at is not None:
        return
    if any(_is_everything(post) for post in await people.posts_of(work.session, row.id)):
        await _must_not_be_last(work, row)
    row.disabled_at, row.disabled_by = work.now, work.origin.actor
    say(work, row, PersonDisabled(person=row.id))
    await revoke_all(work, row, "disabled")


async def enable(work: Work, row: PersonRow) -> None:
    if row.disabled_at is not None:
        row.disabled_at = row.disabled_by = None
        say(work, row, PersonEnabled(person=row.id))


async def change_name(work: Work, row: PersonRow, name: str) -> None:
    row.name = work.keyring.seal(PURPOSE, name)
    say(work, row, PersonChanged(person=row.id, name=row.name))


async def change_language(work: Work, row: PersonRow, language: str) -> None:
    row.language_chosen = True
    if row.language != language:
        row.language = language
        say(work, row, PersonChanged(person=row.id, language=language))


async def set_password(work: Work, row: PersonRow, password: str, but: str | None = None) -> None:
    """`password`: its hash. Every session ends, `but` the one in which it was changed."""
    row.password = password
    say(work, row, PasswordChanged(person=row.id))
    await revoke_all(work, row, "password_changed", but)


async def link(work: Work, row: PersonRow, issuer: str, subject: str | None) -> None:
    """From now on they sign in at the provider as this subject; None: no more. Raises SubjectTaken."""
    index = subject_index(work, issuer, subject) if subject is not None else None
    holder = await people.by_subject(work.session, index) if index else None
    if holder is not None and holder.id != row.id:
        raise SubjectTaken
    if row.subject_index != index:
        row.subject_index = index
        say(work, row, SignOnLinked(person=row.id, linked=index is not None))


async def revoke_all(work: Work, row: PersonRow, because: Because, but: str | None = None) -> None:
    found = await people.open_sessions(work.session, row.id, work.now)
    await _revoke(work, row, [one.id for one in found if one.id != but], because)


async def revoke(work: Work, person: str, sessions: Sequence[str], because: Because) -> None:
    row = await people.person(work.session, person)
    if row is not None:
        await _revoke(work, row, sessions, because)


async def whole(work: Work, row: PersonRow) -> Person:
    return shown(work.keyring, row, await people.posts_of(work.session, row.id))


async def manageable(work: Work, actor: Actor, person_id: str) -> PersonRow:
    """The person, for an administrator in whose area all that this person may do lies: whoever may set a password may
    become them. Raises Hidden."""
    row = await people.person(work.session, person_id)
    if row is None:
        raise Hidden(person_id)
    actor.must_see(row.area)
    for post in await people.posts_of(work.session, row.id):
        actor.must_see(post.scope)
    return row


def login_index(work: Work, login: str) -> str:
    return work.keyring.index(PURPOSE, f"login:{normalised(login)}")


def subject_index(work: Work, issuer: str, subject: str) -> str:
    return work.keyring.index(PURPOSE, f"subject:{issuer} {subject}")


def say(work: Work, row: PersonRow, fact: PersonFact) -> None:
    row.said += 1
    area = WHOLE_COUNTRY if row.area == EVERYWHERE else row.area
    work.say(fact, area=area, sequence=row.said, story=row.id)


def shown(keyring: Keyring, row: PersonRow, posts: Sequence[PostRow]) -> Person:
    return Person(
        row.id,
        keyring.open(row.login),
        keyring.open(row.name),
        row.area,
        row.language,
        row.theme,
        row.keys,
        row.made_at,
        row.disabled_at,
        tuple(_post(post) for post in posts),
    )


def _give(work: Work, row: PersonRow, post: NewPost) -> PostRow:
    check_rights(post.role, post.area, post.team)
    given = PostRow(
        id=str(work.ids.new()),
        person=row.id,
        role=post.role,
        scope=post.area,
        team=post.team,
        given_at=work.now,
        given_by=work.origin.actor,
    )
    work.session.add(given)
    say(work, row, PostGiven(person=row.id, post=given.id, role=post.role, scope=post.area, team=post.team))
    return given


async def _revoke(work: Work, row: PersonRow, sessions: Sequence[str], because: Because) -> None:
    if not sessions:
        return
    until = work.now + LIFE
    await people.mark_revoked(work.session, sessions, work.now)
    await keep_revoked(work, COMMON.revoked, tuple(sessions), until)
    say(work, row, SessionsRevoked(person=row.id, sessions=tuple(sessions), until=until, because=because))


async def _must_not_be_last(work: Work, row: PersonRow) -> None:
    """Keys do not count: they are for machines, and may lie in a drawer."""
    if await people.administrators(work.session) == {row.id}:
        raise LastAdministratorPerson


def _is_everything(post: PostRow) -> bool:
    return post.role == Role.ADMIN and post.scope == EVERYWHERE


def _post(row: PostRow) -> Post:
    return Post(row.id, Role(row.role), row.scope, row.team)
