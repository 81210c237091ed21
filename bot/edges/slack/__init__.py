"""Slack as a channel: posting, updating and finding messages, and what each of Slack's answers means."""
