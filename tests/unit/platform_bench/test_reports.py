"""What the bench tells the platform: every report another, and none that joins another."""

import json
from itertools import combinations, islice

from services.intake.schemas.told import NewReport
from services.patrol.domain.geography import Point, metres_between
from services.patrol.domain.profile import BUILT_IN
from services.platform.bench.reports import body_of, requests
from services.platform.bench.screen import Screen


def test_reports_are_valid_and_all_different() -> None:
    bodies = [body_of(number) for number in range(300)]
    assert len(set(bodies)) == len(bodies)
    for body in bodies:
        NewReport.model_validate_json(body)


def test_no_two_reports_are_near_enough_to_be_about_the_same_person() -> None:
    reach = max(profile.join_metres for profile in BUILT_IN)
    places = [json.loads(body_of(number))["point"] for number in range(250)]
    points = [Point(place["longitude"], place["latitude"]) for place in places]
    assert min(metres_between(one, other) for one, other in combinations(points, 2)) > reach


def test_requests_go_on_for_ever() -> None:
    assert len(set(islice(requests("key"), 50))) == 50


def test_a_screen_notes_the_first_time_that_it_shows_a_report_however_the_stream_is_cut() -> None:
    screen = Screen("key")
    message = b'event: rescue\nid: 0:1\ndata: {"id":"r","sightings":[{"id":"s-1","people":1}]}\n\n'
    for byte in message + message.replace(b"s-1", b"s-2"):
        screen.data_received(bytes([byte]))
    assert list(screen.seen) == [b"s-1", b"s-2"]
    first = screen.seen[b"s-1"]
    screen.data_received(message)
    assert screen.seen[b"s-1"] == first
