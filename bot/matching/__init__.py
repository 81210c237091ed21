"""Finding the listed people an article names, and deciding who is meant. Pure: `Matcher(watchlist).find(article)`."""
