"""From bytes to Articles: parsing feeds, cleaning, identity, language, full pages, and when to look again. Pure."""
