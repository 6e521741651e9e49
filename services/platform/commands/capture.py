"""`relief capture`: a stand-in for SMS and webhook providers, for development."""

from typing import Annotated

import typer
import uvicorn

from services.platform.capture import capture_app


def capture(
    port: Annotated[int, typer.Option(help="where to listen")] = 8900,
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
) -> None:
    """Take what would go to SMS and webhook providers; GET /captured lists it."""
    print(f"http://{host}:{port}/captured lists what came; POST anything to any other path", flush=True)
    uvicorn.run(
        capture_app(),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
