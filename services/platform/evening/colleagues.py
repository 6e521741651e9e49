"""Who signs in to the demonstration: one person for each role, with names that nobody bears."""

from collections.abc import Mapping

from services.chassis.web.office import Demonstration, Office
from services.contracts.reference.divisions import full_name
from services.contracts.words import Role
from services.platform.client import Api
from services.platform.evening.people import COUNTY, People

DUTY_TELEPHONE = "0000-5550110"
NAMES: Mapping[Role, str] = {
    Role.OPERATOR: "演示接线员",
    Role.DISPATCHER: "演示调度员",
    Role.TEAM: "演示队员（甲队）",
    Role.LEADER: "演示值班领导",
    Role.AUDITOR: "演示监督员",
    Role.ADMIN: "演示管理员",
}


def office_of(password: str) -> Office:
    """The demonstration's pages name the county, and say to newcomers who they may sign in as."""
    colleagues = tuple((role.value, name.removeprefix("演示")) for role, name in NAMES.items())
    return Office(full_name(COUNTY, above=4), DUTY_TELEPHONE, Demonstration(colleagues, password))


async def enlist(admin: Api, people: People, password: str) -> list[str]:
    """Add them, all with one password; returns their logins, which are the names of their roles."""
    for role, name in NAMES.items():
        post = {"role": role, "area": "*" if role is Role.ADMIN else COUNTY}
        if role is Role.TEAM:
            post["team"] = people.teams[0].id
        person = {"login": role, "name": name, "posts": [post], "password": password}
        await admin.post("/notify/api/v1/people", person)
    return [role.value for role in NAMES]
