"""`python -m allocator` is the command `allocator`."""

from allocator.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
