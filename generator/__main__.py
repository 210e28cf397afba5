"""`python -m generator` is the command `counterpoint`."""

from generator.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
