"""A caller of the API hears every kind of no."""

import httpx2
import pytest

from services.platform.client import Api, Refused


async def test_a_page_of_a_gateway_is_a_refusal_like_any_other() -> None:
    page = httpx2.MockTransport(lambda _: httpx2.Response(502, text="<html>Bad Gateway</html>"))
    async with httpx2.AsyncClient(transport=page, base_url="http://nuandong.test") as http:
        with pytest.raises(Refused) as refused:
            await Api(http, "key").get("/patrol/api/v1/rescues")
    assert (refused.value.status, refused.value.problem) == (502, {})
