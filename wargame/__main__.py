"""`python -m wargame`: the same commands as `wargame`."""

from wargame.cli import main

if __name__ == "__main__":
    main()
