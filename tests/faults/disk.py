"""A disk of its own for the broker, which can be made full at once."""

import os
import shutil
import subprocess
from pathlib import Path

SIZE = "2g"


class Disk:
    """A tmpfs; mounting takes root. `there` is False where the machine does not let us."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.there = bool(shutil.which("mount")) and self._mount("-t", "tmpfs", "-o", f"size={SIZE}", "none")

    def fill(self) -> None:
        """What is used is all there is."""
        now = os.statvfs(self._folder)
        self._mount("-o", f"remount,size={(now.f_blocks - now.f_bfree) * now.f_frsize}")

    def make_room(self) -> None:
        self._mount("-o", f"remount,size={SIZE}")

    def remove(self) -> None:
        if self.there:
            subprocess.run(["umount", str(self._folder)], check=False)

    def _mount(self, *words: str) -> bool:
        done = subprocess.run(["mount", *words, str(self._folder)], capture_output=True, check=False)
        return done.returncode == 0
