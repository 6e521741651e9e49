"""What every kind of row is to the run."""

from collections.abc import Sequence
from typing import Protocol

from services.platform.bench.figures import Row
from services.platform.bench.site import Site


class Measure(Protocol):
    """`round` is called once a round, in turn with the others; `rows` at the end."""

    def round(self, site: Site, seconds: float) -> None: ...

    def rows(self) -> Sequence[Row]: ...
