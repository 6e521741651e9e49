"""Which pages there are, who opens each, and where everybody begins. `tests/access` holds it against the routes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from services.chassis.screen.languages import Catalogue
from services.contracts.words import Role

UNDELIVERED = "/notify/api/v1/messages/undelivered"


@dataclass(frozen=True)
class Entry:
    """`word`: Chinese, to be translated. `count`: who is asked how much waits on that page, as `{"count": …}`."""

    address: str
    word: str
    roles: frozenset[Role]
    count: str | None = None


WATCHERS = frozenset({Role.OPERATOR, Role.DISPATCHER, Role.LEADER, Role.AUDITOR, Role.ADMIN})
MENU = (
    Entry("/patrol/board", "调度", frozenset({Role.DISPATCHER, Role.LEADER, Role.ADMIN})),
    Entry("/intake/desk", "热线", frozenset({Role.OPERATOR, Role.DISPATCHER, Role.LEADER, Role.ADMIN})),
    Entry("/intake/desk/complaints", "举报办理", frozenset({Role.AUDITOR, Role.ADMIN})),
    Entry("/patrol/field", "队员手机", frozenset({Role.TEAM, Role.ADMIN})),
    Entry("/notify/deliveries", "通知", WATCHERS, UNDELIVERED),
    Entry("/notify/duty", "值班", frozenset({Role.DISPATCHER, Role.LEADER, Role.ADMIN})),
    Entry("/notify/people", "人员", frozenset({Role.ADMIN})),
    Entry("/notify/profile", "我的设置", frozenset(Role)),
)
HOMES: Mapping[Role, str] = {
    Role.OPERATOR: "/intake/desk",
    Role.DISPATCHER: "/patrol/board",
    Role.LEADER: "/patrol/board",
    Role.TEAM: "/patrol/field",
    Role.AUDITOR: "/intake/desk/complaints",
    Role.ADMIN: "/notify/people",
}


@dataclass(frozen=True)
class Link:
    address: str
    word: str
    is_current: bool = False
    count: str | None = None


def links(words: Catalogue, role: Role, here: str) -> Iterator[Link]:
    """What somebody of this role may open, in the reader's words."""
    for entry in MENU:
        if role in entry.roles:
            yield Link(entry.address, words.gettext(entry.word), entry.address == here, entry.count)
