"""States, transitions and decisions of notify: frozen values, pure functions, the time passed in."""
