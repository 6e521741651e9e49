"""What notify does: one unit of work each, touching nothing outside it."""
