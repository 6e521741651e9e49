"""Static files: the kit's, the vendored and a service's own, at an address that holds a hash of them all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request, Response

HERE = Path(__file__).parent
STYLES = (
    *("tokens", "themes", "base", "layout", "bar", "controls", "forms", "clocks", "tags", "tables"),
    *("offers", "feedback", "states", "map", "phone", "wall", "print"),
)
FOR_EVER = "public, max-age=31536000, immutable"
MEDIA_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True)
class Asset:
    body: bytes
    media_type: str


class Assets:
    """`kit/…`, `vendored/…` and, from the service's `static` folder, `own/…`. Held in memory, 0.5 MB."""

    def __init__(self, service: str, own: Path) -> None:
        self.files: Mapping[str, Asset] = dict(_kit_files()) | dict(_files_in(own, "own"))
        whole = sha256()
        for name, asset in sorted(self.files.items()):
            whole.update(name.encode() + b"\0" + asset.body)
        self.stamp = whole.hexdigest()[:12]
        self._root = f"/{service}/static/{self.stamp}"

    def url(self, name: str) -> str:
        """The address of `kit/page.js`; a name that is not there is a mistake of the page."""
        if name not in self.files:
            raise KeyError(f"no such static file: {name}")
        return f"{self._root}/{name}"

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)

        @router.get("/static/{stamp}/{folder}/{name}")
        async def static(request: Request, stamp: str, folder: str, name: str) -> Response:
            return self._answer(stamp, f"{folder}/{name}", request.headers.get("if-none-match"))

        return router

    def _answer(self, stamp: str, name: str, known: str | None) -> Response:
        asset = self.files.get(name)
        if asset is None:
            return Response("", 404, media_type="text/plain")
        # A page of an older or newer replica gets our file, but may not keep it under that address.
        kept = FOR_EVER if stamp == self.stamp else "no-cache"
        headers = {"Cache-Control": kept, "ETag": f'"{self.stamp}"', "X-Content-Type-Options": "nosniff"}
        if known == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return Response(asset.body, headers=headers, media_type=asset.media_type)


def _kit_files() -> Iterator[tuple[str, Asset]]:
    """The style sheets come as one file, in the order in which they build on one another."""
    style = b"\n".join((HERE / "css" / f"{name}.css").read_bytes() for name in STYLES)
    yield "kit/kit.css", Asset(style, MEDIA_TYPES[".css"])
    yield from _files_in(HERE / "js", "kit")
    yield from _files_in(HERE / "vendored", "vendored")


def _files_in(folder: Path, prefix: str) -> Iterator[tuple[str, Asset]]:
    for path in sorted(folder.glob("*")):
        if path.is_file() and path.suffix in MEDIA_TYPES and path.name != "sources.json":
            yield f"{prefix}/{path.name}", Asset(path.read_bytes(), MEDIA_TYPES[path.suffix])
