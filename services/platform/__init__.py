"""Everything together: all services in one process, the stack of processes, the `relief` command, the evening."""
