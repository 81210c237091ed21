"""Gatewatch reads the news for people on sanctions lists and tells where they are said to be going."""

__version__ = "0.1.0"
