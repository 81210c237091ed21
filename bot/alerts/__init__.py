"""Decides what is told, joins stories, and draws the card: findings and history in, decisions and messages out. Pure."""
