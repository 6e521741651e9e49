"""A real Kafka broker and a real PostgreSQL cluster, started without containers."""
