"""Request and response models of people, sessions and profiles."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StringConstraints

from services.chassis.web import Body, Shown
from services.contracts.words import Role
from services.notify.domain.people import LONGEST_PASSWORD, SHORTEST_PASSWORD
from services.notify.domain.sign_on import Provider
from services.notify.schemas.sending import Id, Name, Scope

Login = Annotated[str, StringConstraints(min_length=2, max_length=40)]
Language = Literal["zh-CN", "en"]
NewPassword = Annotated[str, StringConstraints(min_length=SHORTEST_PASSWORD, max_length=LONGEST_PASSWORD)]
GivenPassword = Annotated[str, StringConstraints(max_length=1000)]


class PostBody(Body):
    role: Role
    area: Scope = Field(description="division code whose inside is visible, or `*`")
    team: Id | None = Field(default=None, description="the team that somebody of role team speaks for")


class PostShown(Shown):
    id: str
    role: Role
    area: str
    team: str | None = None


class NewPerson(Body):
    login: Login = Field(description="letters, digits and `. _ - @`; capitals are the same as small ones")
    name: Name
    language: Language = Field(
        default="zh-CN", description="where none is given, pages follow the browser until one is chosen"
    )
    posts: list[PostBody] = Field(
        min_length=1, max_length=10, description="the first is the one of a session"
    )
    password: NewPassword | None = Field(
        default=None, description="made, and shown once, where none is given"
    )


class PersonChange(Body):
    name: Name | None = None
    language: Language | None = None


class PersonShown(Shown):
    id: str
    login: str
    name: str
    area: str
    language: str
    made_at: datetime
    disabled_at: datetime | None = None
    posts: list[PostShown]


class PersonMade(PersonShown):
    password: str | None = Field(default=None, description="shown this once, where it was made here")


class PasswordMade(Shown):
    password: str = Field(description="shown this once")


class SignInBody(Body):
    login: Annotated[str, StringConstraints(max_length=200)]
    password: GivenPassword
    post: Id | None = Field(default=None, description="which of the person's posts; the first when absent")


class PostChoice(Body):
    post: Id


class SessionShown(Shown):
    id: str
    person: str
    post: str
    role: Role
    area: str
    team: str | None
    expires_at: datetime


class Me(Shown):
    person: str
    login: str
    name: str
    role: Role
    area: str
    team: str | None
    posts: list[PostShown]
    language: str
    theme: str
    keys: bool = Field(description="single keys on the pages do something")


class MeChange(Body):
    language: Language | None = None
    theme: Literal["auto", "light", "dark"] | None = None
    keys: StrictBool | None = None


class PasswordChange(Body):
    old: GivenPassword
    new: NewPassword


class SubjectBody(Body):
    subject: Annotated[str, StringConstraints(min_length=1, max_length=255)] = Field(
        description="the claim `sub` by which the provider knows the person"
    )


class OidcBody(Body):
    """An OpenID Connect provider."""

    issuer: Annotated[str, StringConstraints(pattern=r"^https?://", max_length=500)]
    client_id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    client_secret: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    address: Annotated[str, StringConstraints(pattern=r"^https?://", max_length=500)] | None = Field(
        default=None, description="our own, as registered there; the browser's when absent"
    )

    def as_provider(self) -> Provider:
        return Provider(**self.model_dump())


class PublicKeySet(Shown):
    keys: list[dict[str, str]]
