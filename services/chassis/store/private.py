"""Files that nobody but our own user may read."""

import os
from pathlib import Path


def make_private(file: Path) -> None:
    """An empty file where there is none, and the folder of it; what SQLite puts beside it has the same mode."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
