"""Fetching from the web: the guard against private addresses, the fetcher, robots.txt."""
