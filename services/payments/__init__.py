"""Payments: whose money, to whom, once."""
