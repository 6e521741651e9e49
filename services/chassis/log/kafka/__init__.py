"""The log on Apache Kafka. aiokafka's own word about errors is kept quiet: what matters is said by us, once."""

from services.chassis.log.kafka.log import KafkaLog
from services.chassis.log.kafka.settings import KafkaSettings

__all__ = ["KafkaLog", "KafkaSettings"]
