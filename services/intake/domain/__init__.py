"""What intake knows without asking anybody: states, decisions, limits. Frozen values, pure functions."""
