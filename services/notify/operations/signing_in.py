"""Signing in: an attempt is counted before it is looked at, so that a thousand at once are a thousand guesses.

Whoever asks learns nothing about who exists: a login that nobody has is counted, locked and answered as any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.chassis.access import LIFE, Session, token_of
from services.chassis.access.session_keys import PURPOSE as SIGNING
from services.chassis.log import Origin, Units, Work
from services.contracts.notify import SessionOpened
from services.contracts.words import Role
from services.notify.domain.errors import NoSuchPost, NotEnlisted, SignInLocked, SignInRefused
from services.notify.domain.people import (
    FREE_GUESSES_PER_ADDRESS,
    FREE_GUESSES_PER_LOGIN,
    LONGEST_PASSWORD,
    check_password,
)
from services.notify.operations import passwords, people
from services.notify.repository import people as repository
from services.notify.repository.people import PersonRow, PostRow, SessionRow

MOST_SESSIONS = 20
"""Of one person; the oldest goes when one more is opened."""
SIGN_IN = "sign-in"


@dataclass(frozen=True)
class Attempt:
    """`post`: the id of the post to work on, the first one when None. `address`: of the machine that asks."""

    login: str
    password: str = field(repr=False)
    post: str | None
    address: str


@dataclass(frozen=True)
class OpenSession:
    session: Session
    post: people.Post
    token: str = field(repr=False)


@dataclass(frozen=True)
class _Found:
    """Who it may be; `known` is the hash of the password."""

    person: str | None
    known: str | None = field(repr=False)


async def sign_in(units: Units, request: str, attempt: Attempt, replacing: str | None = None) -> OpenSession:
    """`request`: id of the request; `replacing`: a session that ends with it. Raises SignInLocked, SignInRefused,
    NoSuchPost."""
    found = await units.transact(Origin(SIGN_IN, request), lambda work: _count(work, attempt))
    right = await passwords.is_right(attempt.password[: LONGEST_PASSWORD + 1], found.known)
    if not right or found.person is None:
        raise SignInRefused
    person, known = found.person, found.known

    async def finish(work: Work) -> OpenSession:
        row = await repository.person(work.session, person)
        if row is None or row.disabled_at is not None or row.password != known:
            raise SignInRefused
        await _was_right(work, attempt)
        if replacing is not None:
            await people.revoke(work, person, await _own(work, person, replacing), "replaced")
        return await open_session(work, row, attempt.post)

    return await units.transact(Origin(f"person:{person}", request), finish)


async def sign_on(units: Units, request: str, issuer: str, subject: str) -> OpenSession:
    """For somebody whom the provider knows by `subject`. Raises NotEnlisted, NoSuchPost."""

    async def who(work: Work) -> str | None:
        row = await repository.by_subject(work.session, people.subject_index(work, issuer, subject))
        return row.id if row is not None and row.disabled_at is None else None

    person = await units.transact(Origin(SIGN_IN, request), who)
    if person is None:
        raise NotEnlisted

    async def finish(work: Work) -> OpenSession:
        row = await repository.person(work.session, person)
        if row is None or row.disabled_at is not None:
            raise NotEnlisted
        return await open_session(work, row, None)

    return await units.transact(Origin(f"person:{person}", request), finish)


async def open_session(work: Work, row: PersonRow, post_id: str | None) -> OpenSession:
    """For somebody who has proved who they are. Raises NoSuchPost."""
    posts = await repository.posts_of(work.session, row.id)
    chosen = [post for post in posts if post_id in (None, post.id)]
    if not chosen:
        raise NoSuchPost
    await repository.forget_ended(work.session, work.now)
    open_before = await repository.open_sessions(work.session, row.id, work.now)
    too_many = len(open_before) - MOST_SESSIONS + 1
    await people.revoke(work, row.id, [one.id for one in open_before[: max(0, too_many)]], "replaced")
    return _open(work, row, chosen[0])


async def change_post(work: Work, person: str, session: str, post_id: str) -> OpenSession:
    """Go on with another of one's posts: a new session in place of the old one. Raises SignInRefused, NoSuchPost."""
    row = await repository.person(work.session, person)
    if row is None or row.disabled_at is not None:
        raise SignInRefused
    await people.revoke(work, person, [session], "replaced")
    return await open_session(work, row, post_id)


async def change_password(
    units: Units, origin: Origin, person: str, attempt: Attempt, new: str, session: str
) -> None:
    """`attempt`: with the old password, guesses of which are counted as at the door. Raises SignInLocked,
    SignInRefused, PasswordUnfit."""
    found = await units.transact(origin, lambda work: _count(work, attempt))
    if not await passwords.is_right(attempt.password[: LONGEST_PASSWORD + 1], found.known):
        raise SignInRefused
    check_password(new, attempt.login)
    hashed = await passwords.hashed(new)

    async def change(work: Work) -> None:
        row = await repository.person(work.session, person)
        if row is None or row.id != found.person or row.password != found.known:
            raise SignInRefused
        await _was_right(work, attempt)
        await people.set_password(work, row, hashed, but=session)

    await units.transact(origin, change)


def _open(work: Work, row: PersonRow, post: PostRow) -> OpenSession:
    until = work.now + LIFE
    session = Session(str(work.ids.new()), row.id, Role(post.role), post.scope, post.team, work.now, until)
    work.session.add(
        SessionRow(id=session.id, person=row.id, post=post.id, opened_at=work.now, expires_at=until)
    )
    fact = SessionOpened(
        person=row.id,
        session=session.id,
        post=post.id,
        role=session.role,
        scope=post.scope,
        team=post.team,
        expires_at=until,
    )
    people.say(work, row, fact)
    key_id, secret = list(work.keyring.keys_of(SIGNING).items())[-1]
    return OpenSession(
        session, people.Post(post.id, session.role, post.scope, post.team), token_of(session, key_id, secret)
    )


async def _count(work: Work, attempt: Attempt) -> _Found:
    """Raises SignInLocked, and then nothing is counted: who keeps knocking is let in after the wait all the same."""
    subjects = _subjects(work, attempt)
    for subject, free in subjects:
        guesses = await repository.guesses(work.session, subject)
        if wait := guesses.wait(work.now):
            raise SignInLocked(wait)
        await repository.keep_guesses(work.session, subject, guesses.one_more(work.now, free))
    row = await repository.by_login(work.session, people.login_index(work, attempt.login))
    return _Found(row.id, row.password) if row else _Found(None, None)


async def _was_right(work: Work, attempt: Attempt) -> None:
    (login, _), (address, _) = sorted(_subjects(work, attempt), key=lambda one: one[1])
    await repository.forget_guesses(work.session, login)
    await repository.keep_guesses(
        work.session, address, (await repository.guesses(work.session, address)).one_less()
    )


def _subjects(work: Work, attempt: Attempt) -> Sequence[tuple[str, int]]:
    """What is counted, always in one order, so that two attempts do not wait for each other."""
    login = people.login_index(work, attempt.login)
    address = work.keyring.index(people.PURPOSE, f"address:{attempt.address}")
    return sorted(((login, FREE_GUESSES_PER_LOGIN), (address, FREE_GUESSES_PER_ADDRESS)))


async def _own(work: Work, person: str, session: str) -> list[str]:
    found = await repository.open_sessions(work.session, person, work.now)
    return [one.id for one in found if one.id == session]
