"""HTTP: translate and call one operation."""
