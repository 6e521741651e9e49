"""Breaks the code on purpose, one way after another, in a copy of the work tree: the tests must notice.

    python -m tests.mutants.run [WORD ...]      all mutations, or those whose name holds one of the words

First all their tests run on the untouched copy, where they must be green; else red would say nothing. Exit code 0
when every mutation was caught, 1 when one survived, does not fit the code any more, or gave no verdict.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.mutations import Mutation, read_mutations

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 900
GREEN, RED = 0, 1  # pytest's exit codes; anything else is no verdict
FAILED = re.compile(r"^FAILED (.+?)(?: - (.*))?$", re.MULTILINE)


@dataclass(frozen=True)
class Verdict:
    """What the tests said. `first`: the test that failed first; `why`: its words."""

    code: int | None
    seconds: float
    first: str
    why: str
    output: str

    @property
    def caught(self) -> bool:
        return self.code == RED and bool(self.first)


def main(words: Sequence[str]) -> int:
    chosen = [one for one in read_mutations() if not words or any(word in one.name for word in words)]
    if complaints := [line for one in chosen for line in one.complaints(ROOT)]:
        print("These mutations do not fit the code any more; give them new texts:", *complaints, sep="\n  ")
        return 1
    with tempfile.TemporaryDirectory(prefix="nuandong-mutants-") as folder:
        copy = Path(folder)
        copy_work_tree(copy)
        if not all(
            is_green(copy, chosen, *real) for real in sorted({(one.store, one.log) for one in chosen})
        ):
            return 1
        escaped = [one.name for one in chosen if not is_caught(copy, one)]
    print(f"{len(chosen) - len(escaped)} of {len(chosen)} mutations were caught", *escaped, sep="\n  NOT: ")
    return 1 if escaped else 0


def copy_work_tree(folder: Path) -> None:
    """What git knows or would know of: no data, no virtual environment."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        with suppress(FileNotFoundError):  # deleted and not committed yet
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)


def is_green(copy: Path, chosen: Iterable[Mutation], store: str, log: str) -> bool:
    """Whether everything that these mutations name passes on the code as it is."""
    own = [one for one in chosen if (one.store, one.log) == (store, log)]
    verdict = run_tests(copy, sorted({test for one in own for test in one.tests}), store, log)
    ok = verdict.code == GREEN
    print(
        f"{'green' if ok else 'RED'} {verdict.seconds:6.1f} s  the code as it is, on {store} and {log}",
        flush=True,
    )
    if not ok:
        print(verdict.output)
    return ok


def is_caught(copy: Path, mutation: Mutation) -> bool:
    before = {edit.file: (copy / edit.file).read_text(encoding="utf-8") for edit in mutation.edits}
    for edit in mutation.edits:
        edit.make(copy)
    verdict = run_tests(copy, mutation.tests, mutation.store, mutation.log)
    for name, text in before.items():
        (copy / name).write_text(text, encoding="utf-8")
    word = "caught" if verdict.caught else "SURVIVED" if verdict.code == GREEN else "NO VERDICT"
    where = (
        ""
        if mutation.store == "sqlite" and mutation.log == "embedded"
        else f" ({mutation.store}, {mutation.log})"
    )
    print(f"{word} {verdict.seconds:6.1f} s  {mutation.name}{where}", flush=True)
    if verdict.caught:
        print(f"{'':17}by {verdict.first}\n{'':17}   {verdict.why}", flush=True)
    elif verdict.code != GREEN:
        print(verdict.output)
    return verdict.caught


def run_tests(copy: Path, tests: Sequence[str], store: str, log: str) -> Verdict:
    """In a process of its own, which has the copy's code before the installed one; up to the first failure."""
    quiet = ["-q", "-x", "-n", "0", "--tb=line", "-p", "no:cacheprovider", f"--store={store}", f"--log={log}"]
    jars = os.environ.get("RELIEF_KAFKA_JARS", str(ROOT / "var/parts/kafka"))
    around = {**os.environ, "PYTHONPATH": str(copy), "RELIEF_KAFKA_JARS": jars, "COLUMNS": "240"}
    around["PYTHONDONTWRITEBYTECODE"] = "1"  # a mutation may be as old and as long as what it stands for
    begun = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "pytest", *quiet, *tests],
        cwd=copy,
        env=around,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        try:
            output, _ = running.communicate(timeout=PATIENCE_SECONDS)
            code: int | None = running.returncode
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGINT)  # pytest stops its parts
            output, code = running.communicate()[0], None
    first, why = next(iter(FAILED.findall(output)), ("", ""))
    return Verdict(code, time.monotonic() - begun, first, why, output)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
