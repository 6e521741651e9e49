"""Chance for simulations, from a seed: the same seed, the same night."""

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

Choice = TypeVar("Choice")


class Chance:
    """`seed` may have several parts, so that each of many actors has a chance of its own that no other disturbs."""

    def __init__(self, *seed: object) -> None:
        self._random = random.Random("/".join(str(part) for part in seed))

    def happens(self, probability: float) -> bool:
        return self._random.random() < probability

    def between(self, low: float, high: float) -> float:
        return self._random.uniform(low, high)

    def one_of(self, choices: Sequence[Choice]) -> Choice:
        return self._random.choice(choices)

    def weighted(self, weights: Mapping[Choice, float]) -> Choice:
        """One of the keys, as often as its weight says."""
        return self._random.choices(list(weights), weights=list(weights.values()))[0]
