"""What patrol does: load, decide, save, say, inside one unit of work and touching nothing outside it."""
