"""Reads the travel out of an article: places, dates, trips, claims, presences, and whether a ban may apply. Pure."""
