"""Names of people: folding, transliteration, and how alike two of them are. Shared by lists and matching; pure."""
