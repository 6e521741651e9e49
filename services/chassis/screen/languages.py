"""Words: Chinese in the templates, English from `.po` files that are read at the start. Nothing is compiled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.pofile import read_po

KIT_WORDS = Path(__file__).parent / "locale" / "en.po"


@dataclass(frozen=True)
class Catalogue:
    """Chinese → translation; without entries it speaks Chinese."""

    one: Mapping[str, str] = field(default_factory=dict)
    many: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def gettext(self, message: str) -> str:
        return self.one.get(message, message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Chinese has one form; what is translated has one for exactly one and one for the rest."""
        forms = self.many.get(singular)
        if forms is None:
            return singular if number == 1 else plural
        return forms[0] if number == 1 else forms[-1]


def read_catalogue(paths: Iterable[Path]) -> Catalogue:
    """The catalogue of several files; a later file's words win. Files that are not there have none."""
    one: dict[str, str] = {}
    many: dict[str, tuple[str, ...]] = {}
    for path in paths:
        if not path.is_file():
            continue
        with path.open("rb") as file:
            for message in read_po(file):
                said = message.string
                if isinstance(message.id, str) and isinstance(said, str) and message.id and said:
                    one[message.id] = said
                elif isinstance(message.id, tuple) and isinstance(said, tuple) and all(said):
                    many[message.id[0]] = said
    return Catalogue(one, many)


CHINESE = Catalogue()
