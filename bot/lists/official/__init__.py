"""The official lists in the formats that authorities publish: bytes in, people out."""
