"""``python -m bot`` is ``gatewatch``."""


def main() -> None:
    """Run the command line (`bot.cli.main`)."""
    # Only here: Python brings this module into every worker, and the commands' imports would hold up an edited list.
    from bot.cli.main import main as commands

    commands()


if __name__ == "__main__":
    main()
