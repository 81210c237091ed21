"""The only code that touches the world: network, files, Slack, console, clock, model and gazetteer files, processes."""
