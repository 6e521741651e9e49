"""A stand-in for the outside: takes what would go to SMS and webhook providers, and shows it."""

from services.platform.capture.app import CaptureApp, capture_app

__all__ = ["CaptureApp", "capture_app"]
