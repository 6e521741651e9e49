"""`/<service>/docs`: the API document to read and try, from our own files only."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse

VENDORED = Path(__file__).with_name("vendored")
FILES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>暖冬 {service} API</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="docs/swagger-ui.css"></head><body><div id="api"></div>
<script src="docs/swagger-ui-bundle.js"></script><script src="docs/start.js"></script></body></html>"""
START = (
    "SwaggerUIBundle({url: 'openapi.json', dom_id: '#api', deepLinking: true, persistAuthorization: true});"
)
POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"


def docs_router(service: str) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    async def page() -> HTMLResponse:
        return HTMLResponse(PAGE.format(service=service), headers={"Content-Security-Policy": POLICY})

    @router.get("/docs/start.js")
    async def start() -> HTMLResponse:
        return HTMLResponse(START, media_type="text/javascript")

    for name, media_type in FILES.items():
        router.add_api_route(f"/docs/{name}", _file(name, media_type))
    return router


def _file(name: str, media_type: str):  # type: ignore[no-untyped-def]
    async def file() -> FileResponse:
        return FileResponse(VENDORED / name, media_type=media_type)

    return file
