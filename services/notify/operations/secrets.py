"""What signs a webhook: made here or brought along, sealed, changed."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from services.chassis.log import Work
from services.notify.domain.addresses import Contact
from services.notify.domain.message import Channel
from services.notify.domain.signatures import Secrets, as_text, from_text, secret_from

PURPOSE = "contact"


@dataclass(frozen=True)
class Kept:
    """A way, sealed, and the secret that was made for it, in clear: it is shown once."""

    contact: Contact
    made: str | None = None


def keep(work: Work, given: Contact, before: Sequence[Contact] = ()) -> Kept:
    """`given` in clear, `before` what was kept until now: a webhook whose address stays goes on with its secret."""
    address = work.keyring.seal_or_none(PURPOSE, given.address)
    if given.secret is not None:
        return Kept(Contact(given.channel, address, _sealed(work, Secrets(given.secret))))
    if given.channel is not Channel.WEBHOOK:
        return Kept(Contact(given.channel, address))
    for known in before:
        if known.secret is not None and work.keyring.open_or_none(known.address) == given.address:
            return Kept(Contact(given.channel, address, known.secret))
    made = _new(work)
    return Kept(Contact(given.channel, address, _sealed(work, Secrets(made))), made)


def changed(work: Work, known: Contact, given: str | None, holds: timedelta) -> Kept:
    """A new secret, made here unless it is given; the old one signs beside it for a while."""
    new = given or _new(work)
    secrets = (
        from_text(work.keyring.open(known.secret)).followed_by(new, work.now, holds)
        if known.secret
        else Secrets(new)
    )
    return Kept(replace(known, secret=_sealed(work, secrets)), None if given else new)


def valid(work: Work, contact: Contact) -> tuple[str, ...]:
    """In clear, those that sign now."""
    return from_text(work.keyring.open(contact.secret)).valid(work.now) if contact.secret else ()


def _new(work: Work) -> str:
    return secret_from(base64.urlsafe_b64decode(work.ids.secret() + "="))


def _sealed(work: Work, secrets: Secrets) -> str:
    return work.keyring.seal(PURPOSE, as_text(secrets))
