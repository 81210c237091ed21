"""Watchlists: YAML that people edit, and official lists, turned into the Persons in force."""
