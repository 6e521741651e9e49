"""What can happen to a report: taken, handled, answered for by patrol, run out of time. One unit of work each."""
