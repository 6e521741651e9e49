"""Every fact class by its type, gathered from the modules of the publishing services."""

from collections.abc import Iterator
from types import ModuleType

from services.contracts import intake, notify, patrol, weather
from services.contracts.envelope import Envelope, Fact

PUBLISHERS: dict[str, tuple[ModuleType, ...]] = {
    "intake": (intake,),
    "patrol": (patrol, weather),
    "notify": (notify,),
}


def _facts_of(module: ModuleType) -> Iterator[type[Fact]]:
    for thing in vars(module).values():
        own = isinstance(thing, type) and issubclass(thing, Fact) and thing.__module__ == module.__name__
        if own and "root" in dir(thing) and not thing.__subclasses__():
            yield thing


FACTS: dict[str, type[Fact]] = {
    fact.type(): fact for modules in PUBLISHERS.values() for module in modules for fact in _facts_of(module)
}


def fact_of(envelope: Envelope) -> Fact | None:
    """The typed data, or None for a type that this version does not know.

    Raises pydantic.ValidationError when the data does not fit its type.
    """
    fact = FACTS.get(envelope.type)
    return fact.model_validate(envelope.data) if fact else None
