"""Nuandong 暖冬: the services of the winter relief house, side by side and independent of one another."""
