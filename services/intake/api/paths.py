"""Where each kind of report lives."""

from services.contracts.words import Kind

PATHS = {
    Kind.SIGHTING: "sightings",
    Kind.CRY_FOR_RELIEF: "cries-for-relief",
    Kind.SERVICE_REQUEST: "service-requests",
    Kind.COMPLAINT: "complaints",
}


def address_of(kind: Kind, report_id: str) -> str:
    return f"/intake/api/v1/{PATHS[kind]}/{report_id}"
