"""`python -m counterpoint` is the command `counterpoint`."""

from counterpoint.cli import run

if __name__ == "__main__":
    run()
