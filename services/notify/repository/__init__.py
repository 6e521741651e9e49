"""Notify's queries; rows into domain values and back."""
