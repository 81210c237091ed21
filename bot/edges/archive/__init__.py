"""Archives of news: reading them, screening them on all cores or machines, keeping the results."""
