"""What a durable clock is; services.chassis.log keeps and rings them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Timer:
    """`kind` names the job, `subject` what it is about; `round` lets the same clock run again later."""

    kind: str
    subject: str
    due_at: datetime
    round: int = 1
