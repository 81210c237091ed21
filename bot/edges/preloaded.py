"""Imported by the process that workers are forked from, and by nothing else: loads the English model once for all of them.

An edited list waits for its workers, and loading the model takes each of them half a second. They all share its memory.
"""

from contextlib import suppress

from bot.edges.screener import english

with suppress(Exception):  # a worker meets the same fault, and tells it
    english()
