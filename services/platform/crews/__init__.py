"""Simulated patrol teams that know the platform through its public API only, like the phones of real ones."""
