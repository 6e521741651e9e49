"""What intake is told over HTTP, and what it shows."""
