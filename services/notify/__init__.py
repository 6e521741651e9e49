"""Who must know: contact routes, messages, and the register of API keys."""
