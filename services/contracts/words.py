"""The closed lists of the field: one word per thing, everywhere."""

from enum import StrEnum


class Kind(StrEnum):
    """What a call to the desk is about."""

    SIGHTING = "sighting"
    CRY_FOR_RELIEF = "cry_for_relief"
    SERVICE_REQUEST = "service_request"
    COMPLAINT = "complaint"


class Channel(StrEnum):
    """How a report reached the desk."""

    PHONE = "phone"
    WALK_IN = "walk_in"
    OWN_REQUEST = "own_request"
    INFORMANT = "informant"
    VILLAGE_COMMITTEE = "village_committee"
    STREET_STATION = "street_station"
    POLICE = "police"
    CITY_MANAGEMENT = "city_management"
    GRID = "grid"
    PARTNER = "partner"
    APP = "app"
    PATROL = "patrol"


class Sign(StrEnum):
    """What the caller sees; the grade rules of an area say what follows from it."""

    UNCONSCIOUS = "unconscious"
    COLLAPSED = "collapsed"
    FROSTBITE = "frostbite"
    BLEEDING = "bleeding"
    CRITICALLY_ILL = "critically_ill"
    ELDERLY = "elderly"
    MINOR = "minor"
    DISABLED = "disabled"
    CONFUSED = "confused"
    MENTAL_ILLNESS = "mental_illness"
    UNABLE_TO_CARE = "unable_to_care"
    DRUNK = "drunk"
    BEDDING = "bedding"
    WET_CLOTHES = "wet_clothes"
    THIN_CLOTHES = "thin_clothes"
    WORKER_LUGGAGE = "worker_luggage"


LIFE_SIGNS = frozenset({Sign.UNCONSCIOUS, Sign.COLLAPSED, Sign.FROSTBITE, Sign.BLEEDING, Sign.CRITICALLY_ILL})
"""Whoever shows one of these is in danger of life, whatever an area has decided besides."""


class Grade(StrEnum):
    """How urgent a rescue is, most urgent first."""

    LIFE_THREATENING = "life_threatening"
    PROTECTIVE = "protective"
    ORDINARY = "ordinary"


class Outcome(StrEnum):
    """What a team found and did."""

    BROUGHT_IN = "brought_in"
    HOSPITAL = "hospital"
    REFUSED = "refused"
    GIVEN_AND_LEFT = "given_and_left"
    NOT_FOUND = "not_found"
    REFERRED = "referred"
    FALSE_REPORT = "false_report"
    CLOSED_BY_DESK = "closed_by_desk"
    """Nobody went, or nobody went on: the desk has closed every call about it by hand."""
    MERGED = "merged"
    """The same person as another rescue, which goes on for both."""


class CallBackResult(StrEnum):
    """What became of a call to tell a reporter how it ended."""

    TOLD = "told"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


class ClockStop(StrEnum):
    """What ended the response clock of a rescue."""

    ARRIVAL = "arrival"
    FOUND_GONE = "found_gone"
    PERSON = "person"


class Refusal(StrEnum):
    """Why a team is no candidate for a rescue."""

    OFF_SHIFT = "off_shift"
    NOT_ANSWERING = "not_answering"
    BUSY = "busy"
    NO_POSITION = "no_position"
    OTHER_AREA = "other_area"
    ALREADY_ASKED = "already_asked"


class Alert(StrEnum):
    """What a dispatcher must look at: a promise broken, nobody to send, a promise in danger."""

    BREACH = "breach"
    QUEUE = "queue"
    RISK = "risk"


class WarningColour(StrEnum):
    """Of a weather warning, the gravest last."""

    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


class Role(StrEnum):
    """Who somebody is to the platform."""

    OPERATOR = "operator"
    DISPATCHER = "dispatcher"
    TEAM = "team"
    LEADER = "leader"
    AUDITOR = "auditor"
    ADMIN = "admin"
