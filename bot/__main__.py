"""``python -m bot`` is ``gatewatch``."""

from bot.cli.main import main

if __name__ == "__main__":
    main()
