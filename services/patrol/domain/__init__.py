"""What patrol knows without asking anybody: states, decisions, arithmetic. Frozen values, pure functions."""
