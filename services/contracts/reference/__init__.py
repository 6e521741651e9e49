"""Versioned reference data, the same in every service: division codes with their outlines."""
