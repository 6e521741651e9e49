"""The platform as processes: what docker-compose.yml says, on this machine without containers."""

from services.platform.stack.stack import Stack

__all__ = ["Stack"]
