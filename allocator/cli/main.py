"""The console script. Imports nothing at the top: engines' processes import this module again."""


def main() -> int:
    """Run the command line of this process and return its exit code."""
    import sys

    # Imported here: a process of an engine needs none of it.
    from allocator.cli.app import run

    return run(sys.argv[1:])
