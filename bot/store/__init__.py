"""What Gatewatch remembers: one module per kind of record, small functions that take an open transaction."""
