"""Eligibility: who is entitled, to what, and who signed."""
