"""The demonstration evening: a worked example of the rescue circle, played through the public APIs."""
