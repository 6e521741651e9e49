"""What a service's log traffic looks like to Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge


class LogMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.applied = Counter("relief_facts_applied", "facts applied, by type", ["type"], registry=registry)
        self.ignored = Counter(
            "relief_facts_ignored", "facts of types nobody here listens to", registry=registry
        )
        self.parked = Counter("relief_facts_parked", "facts that could not be applied", registry=registry)
        self.fences = Counter(
            "relief_consumer_fences", "batches given up to another replica", registry=registry
        )
        self.clock_failures = Counter(
            "relief_clock_failures",
            "jobs of durable clocks that failed and are tried again",
            ["service", "kind"],
            registry=registry,
        )
        self.said = Counter("relief_facts_said", "facts committed, by name", ["fact"], registry=registry)
        self.relayed = Counter("relief_facts_relayed", "facts that the log has taken", registry=registry)
        self.lag = Gauge(
            "relief_consumer_lag", "records on the log that are not applied yet", ["topic"], registry=registry
        )
        self.progress = Gauge(
            "relief_consumer_progress_timestamp_seconds", "when the consumer last looked", registry=registry
        )
