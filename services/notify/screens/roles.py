"""Roles as people say them, and the page on which each of them works."""

from collections.abc import Mapping

from services.contracts.words import Role

ROLES: Mapping[Role, str] = {
    Role.OPERATOR: "接线员",
    Role.DISPATCHER: "调度员",
    Role.TEAM: "队员",
    Role.LEADER: "值班领导",
    Role.AUDITOR: "监督员",
    Role.ADMIN: "管理员",
}
HOMES: Mapping[Role, str] = {
    Role.OPERATOR: "/intake/desk",
    Role.DISPATCHER: "/patrol/board",
    Role.LEADER: "/patrol/board",
    Role.TEAM: "/patrol/field",
    Role.AUDITOR: "/notify/deliveries",
    Role.ADMIN: "/notify/profile",
}
