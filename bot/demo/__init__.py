"""The demo: a small news site on loopback with recorded articles of our own writing, read by the real program."""
