"""The command line: one file per group of commands, each importing what it needs only when it is called."""
