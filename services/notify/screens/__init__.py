"""Notify's pages: signing in, one's own settings, messages, who is on duty, and the kit's components in every state."""

from services.notify.screens import components, deliveries, duty, people, profile, sign_in
from services.notify.screens.kit import PAGES

ROUTERS = (PAGES.static, PAGES.router)

__all__ = ["ROUTERS", "components", "deliveries", "duty", "people", "profile", "sign_in"]
