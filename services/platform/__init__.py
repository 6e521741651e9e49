"""Everything together: one process, the stack of many, the `relief` command, the evening."""
