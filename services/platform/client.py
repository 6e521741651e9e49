"""A caller of the public API: one key, one address."""

from collections.abc import Mapping
from typing import Any

import httpx2


class Refused(Exception):
    """The API said no. `problem` is its problem+json."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status}: {problem.get('title', '')} {problem.get('errors', '')}")
        self.status, self.problem = status, problem


class Api:
    def __init__(self, http: httpx2.AsyncClient, key: str) -> None:
        self._http, self.headers = http, {"Authorization": f"Bearer {key}"}

    def with_key(self, key: str) -> "Api":
        return Api(self._http, key)

    async def get(self, path: str) -> Any:
        return _answer(await self._http.get(path, headers=self.headers))

    async def post(self, path: str, body: Mapping[str, Any], once: str | None = None) -> Any:
        """`once` is the Idempotency-Key: sent again, it gives the stored answer."""
        headers = {**self.headers, **({"Idempotency-Key": once} if once else {})}
        return _answer(await self._http.post(path, json=dict(body), headers=headers))

    async def put(self, path: str, body: Mapping[str, Any]) -> Any:
        return _answer(await self._http.put(path, json=dict(body), headers=self.headers))

    async def delete(self, path: str) -> Any:
        return _answer(await self._http.delete(path, headers=self.headers))


def _answer(response: httpx2.Response) -> Any:
    if response.is_error:
        raise Refused(response.status_code, _problem(response))
    return response.json() if response.content else None


def _problem(response: httpx2.Response) -> Mapping[str, Any]:
    """Empty when it is no problem+json: a gateway in between may answer with a page of its own."""
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
