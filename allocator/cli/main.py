"""The console script. Imports nothing at the top: engines' processes import this module again."""

INTERRUPTED = 130
"""As shells count a program that SIGINT has ended; `exits` says the same."""


def main() -> int:
    """Run the command line of this process and return its exit code."""
    try:
        import sys

        # Imported here: a process of an engine needs none of it.
        from allocator.cli.app import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:
        # Before `run` could see to it: nothing has been done yet.
        return INTERRUPTED
