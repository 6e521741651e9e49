"""Patrol: who goes, how fast, what they found."""
