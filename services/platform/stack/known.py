"""Whether a service knows a key already: notify's fact about it is heard within a second."""

from time import sleep
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from services.platform.parts.process import PartFailed

LISTS = {
    "intake": "sightings",
    "patrol": "teams",
    "notify": "messages",
}  # what tells an unknown key from a known one
UNKNOWN = 401


def wait_until_known(url: str, service: str, key: str, patience_seconds: float = 60) -> None:
    """`url`: the address of `service`. Raises PartFailed when it does not know the key in time."""
    asking = Request(f"{url}/{service}/api/v1/{LISTS[service]}", headers={"Authorization": f"Bearer {key}"})
    for _ in range(round(patience_seconds / 0.05)):
        if _status(asking) != UNKNOWN:
            return
        sleep(0.05)
    raise PartFailed(f"{service} at {url} does not know a new key after {patience_seconds} s")


def _status(asking: Request) -> int:
    try:
        with urlopen(asking, timeout=5) as answer:
            return int(answer.status)
    except HTTPError as answer:
        return answer.code
