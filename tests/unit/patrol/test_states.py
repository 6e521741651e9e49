from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from services.contracts.words import Grade, Outcome
from services.patrol.domain import answering, dispatch, merging, opening, states
from services.patrol.domain.candidates import Candidate
from services.patrol.domain.errors import PatrolError, StepOutOfOrder
from services.patrol.domain.rescue import Closing, Rescue
from services.patrol.domain.states import TRANSITIONS, State, Trigger, diagram, step
from tests.unit.patrol.scenes import LIFE_PROFILE, ORDINARY, TOWN_PROFILE, at, in_state, sighting, when

NOW = at("19:10")


def live(rescue: Rescue) -> str:
    return rescue.live_offer.id if rescue.live_offer else "no offer"


DECISIONS: dict[Trigger, Callable[[Rescue], Rescue]] = {
    Trigger.JOIN: lambda r: opening.join(r, sighting("sighting-2", "19:05"), ORDINARY, TOWN_PROFILE),
    Trigger.LET_GO: lambda r: opening.let_go(
        replace(r, sightings=(*r.sightings, sighting("sighting-2"))), "sighting-2"
    ),
    Trigger.REGRADE: lambda r: opening.regrade(r, Grade.LIFE_THREATENING, LIFE_PROFILE, "looks bad"),
    Trigger.QUEUE: dispatch.queue,
    Trigger.OFFER: lambda r: dispatch.offer(
        r, dispatch.Asked("offer-9", Candidate("乙队", "乙队", 1, 1)), NOW
    ),
    Trigger.ACCEPT: lambda r: dispatch.accept(r, live(r), when("19:10")),
    Trigger.DECLINE: lambda r: dispatch.decline(r, live(r), "flat tyre", NOW),
    Trigger.LAPSE: lambda r: dispatch.lapse(r, live(r), NOW),
    Trigger.WITHDRAW: lambda r: dispatch.withdraw(r, "another is nearer", NOW),
    Trigger.DEPART: lambda r: dispatch.depart(r, live(r), when("19:10")),
    Trigger.ESTIMATE: lambda r: dispatch.estimate(r, live(r), at("19:20"), NOW),
    Trigger.ARRIVE: lambda r: dispatch.arrive(r, live(r), when("19:10")),
    Trigger.ANSWER: lambda r: answering.answer(
        r, live(r), answering.Found(Outcome.REFUSED), when("19:10"), "team:甲队"
    ),
    Trigger.FIND_GONE: lambda r: answering.answer(
        r, live(r), answering.Found(Outcome.NOT_FOUND), when("19:10"), "team:甲队"
    ),
    Trigger.MERGE: lambda r: merging.end(r, "rescue-2", NOW, "key:1"),
    Trigger.SPLIT: lambda r: merging.split(r, r)[1],
    Trigger.CLOSE: lambda r: answering.close(
        r, answering.Found(Outcome.FALSE_REPORT), "a joke", NOW, "key:1"
    ),
    Trigger.RELOCATE: lambda r: opening.relocate(r, r.sightings[0], "990101002", TOWN_PROFILE),
    Trigger.CLOSE_SIGHTING: lambda r: answering.close_sighting(
        r, r.sightings[0].id, Closing(NOW, "key:1", "went home")
    ),
    Trigger.STOP_CLOCK: lambda r: answering.stop_clock(r, "police are there", NOW, "key:1"),
    Trigger.EXPLAIN: lambda r: answering.explain_breach(r, "road closed"),
}


@pytest.mark.parametrize("trigger", Trigger)
@pytest.mark.parametrize("state", State)
def test_every_pair_of_the_grid_does_what_the_table_says_or_raises(state: State, trigger: Trigger):
    rescue = in_state(state)
    following = TRANSITIONS.get((state, trigger))
    try:
        decided = DECISIONS[trigger](rescue)
    except StepOutOfOrder:
        assert following is None
        with pytest.raises(StepOutOfOrder):
            step(state, trigger)
    except PatrolError:
        assert following is not None, "a step that does not exist is refused before anything else"
    else:
        assert decided.state is following


def test_every_state_can_be_reached_and_left_until_it_is_answered():
    reached = set(TRANSITIONS.values()) | {State.WAITING}
    left = {state for (state, _), following in TRANSITIONS.items() if state is not following}
    assert reached == set(State)
    # Only what ended by being merged comes back: it never had an outcome of its own.
    assert {one for one, following in TRANSITIONS.items() if one[0] is State.ANSWERED is not following} == {
        (State.ANSWERED, Trigger.SPLIT)
    }
    assert left == set(State)


def test_the_diagram_is_printed_from_the_table():
    assert "    offered --> accepted: accept" in diagram().splitlines()
    assert "waiting --> waiting" not in diagram()


def test_the_readme_shows_the_diagram_of_this_table():
    readme = Path(states.__file__).parents[1] / "README.md"
    assert diagram() in readme.read_text(encoding="utf-8")
