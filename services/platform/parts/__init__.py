"""The real parts, started from what the machine has: a Kafka broker and a PostgreSQL cluster, without containers."""
