"""The pages of one service: its templates over the kit's, its own words and static files, one router."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from services.chassis.screen.assets import HERE, Assets
from services.chassis.screen.formats import Formats
from services.chassis.screen.headers import harden
from services.chassis.screen.languages import CHINESE, KIT_WORDS, Catalogue, read_catalogue
from services.chassis.screen.look import Look, look_of
from services.chassis.screen.menu import links
from services.chassis.screen.routes import page_route, said
from services.chassis.screen.words import SCRIPT_WORDS
from services.chassis.web import Office
from services.chassis.web.words import ROLES, named


class Pages:
    """`folder` is that of the service's `screens`: beside its code lie `templates/`, `static/` and `en.po`."""

    def __init__(self, service: str, folder: Path) -> None:
        self.service = service
        self.assets = Assets(service, folder / "static")
        english = read_catalogue([KIT_WORDS, folder / "en.po"])
        self.languages: Mapping[str, Catalogue] = {"zh": CHINESE, "en": english}
        loader = ChoiceLoader([FileSystemLoader(folder / "templates"), FileSystemLoader(HERE / "templates")])
        self._environments = {
            language: self._environment(loader, language, words) for language, words in self.languages.items()
        }
        self.router = APIRouter(include_in_schema=False, route_class=page_route(self))
        self.static = self.assets.router()

    def show(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A whole page, or the part of one that htmx asked for, as this device wants to see it."""
        service = request.app.state.service
        given = {"now": service.clock.now(), "office": service.around.office, **values}
        return HTMLResponse(self.render(template, look_of(request), **given), status)

    def lost(self, request: Request, problem: Response) -> Response:
        """What a browser is shown at an address that is none: see Blueprint."""
        shown = said(self, request, problem)
        harden(shown.headers)
        return shown

    def render(self, template: str, look: Look, now: datetime, **values: Any) -> str:
        """The text alone, as for a row that a stream sends. Templates find `look`, `now` (UTC), `office`."""
        environment = self._environments[look.language]
        given = {"look": look, "now": now, "office": Office(), **values}
        return environment.get_template(template).render(given)

    def say(self, look: Look, message: str, **values: Any) -> str:
        """One sentence, for what is not written in a template."""
        text = self.languages[look.language].gettext(message)
        return text % values if values else text

    def _environment(self, loader: ChoiceLoader, language: str, words: Catalogue) -> Environment:
        environment = Environment(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        install: Callable[..., None] = environment.install_gettext_callables  # type: ignore[attr-defined]
        install(words.gettext, words.ngettext, newstyle=True)
        environment.filters.update(Formats(words).filters())
        environment.globals.update(static=partial(Assets.url, self.assets), service=self.service)
        environment.globals["menu"] = partial(links, words)
        environment.globals["post_of"] = lambda role: _begun(str(named(role, ROLES, language)))
        environment.globals["words_of_scripts"] = lambda: {
            name: words.gettext(word) for name, word in SCRIPT_WORDS.items()
        }
        return environment


def _begun(words: str) -> str:
    """As at the beginning of a line."""
    return words[:1].upper() + words[1:]
