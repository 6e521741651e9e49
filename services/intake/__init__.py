"""Intake: who tells us. Every report is taken, owned from its first second, and followed until it is closed."""
