"""`python -m sdcoach`."""

from sdcoach.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
