"""Queries of intake, and what becomes of rows: the only floor that knows the tables."""
