"""The shared vocabulary of the five services: facts, their envelope, and what answers what."""
