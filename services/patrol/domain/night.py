"""Tonight's figures: calls, rescues, responses, what became of the people."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from services.contracts.words import Outcome
from services.patrol.domain.figures import Figures


@dataclass(frozen=True)
class Begun:
    """One rescue of the night. `outcome` is None until it is answered."""

    outcome: Outcome | None
    calls: int


@dataclass(frozen=True)
class Tonight:
    """`calls` became `rescues`; of `figures.total.rescues` measured ones so many were kept."""

    calls: int
    rescues: int
    answered: int
    figures: Figures
    brought_in: int
    hospital: int
    left_goods: int

    @property
    def joined(self) -> int:
        return self.calls - self.rescues

    @property
    def numbers(self) -> dict[str, int | float | None]:
        """By the names under which the journal's figures are told."""
        figures = self.figures
        numbers: dict[str, int | float | None] = {
            "calls": self.calls,
            "rescues": self.rescues,
            "answered": self.answered,
            "brought in": self.brought_in,
            "hospital": self.hospital,
            "left goods": self.left_goods,
            "clocks stopped by a person": figures.stopped_by_person,
            "measured": figures.total.rescues,
            "kept": figures.total.kept,
        }
        numbers |= {f"P{percent}": value for percent, value in figures.percentiles.items()}
        for part, values in figures.parts.items():
            numbers |= {f"{part} P{percent}": value for percent, value in values.items()}
        for profile, kept in figures.by_profile.items():
            numbers |= {f"{profile}: measured": kept.rescues, f"{profile}: kept": kept.kept}
        return numbers


def tonight_of(begun: Sequence[Begun], figures: Figures) -> Tonight:
    outcomes = Counter(one.outcome for one in begun)
    return Tonight(
        calls=sum(one.calls for one in begun),
        rescues=len(begun),
        answered=len(begun) - outcomes[None],
        figures=figures,
        brought_in=outcomes[Outcome.BROUGHT_IN],
        hospital=outcomes[Outcome.HOSPITAL],
        left_goods=outcomes[Outcome.REFUSED] + outcomes[Outcome.GIVEN_AND_LEFT],
    )
