"""How much a reader takes in before it refuses: nothing larger is held in memory."""

from __future__ import annotations

LARGEST_UNPACKED_BYTES = 200 * 1024 * 1024
"""All files of a folder, archive or workbook together, unpacked."""

LARGEST_RATIO = 100
"""Unpacked to packed size of any entry of an archive."""

RATIO_COUNTS_FROM_BYTES = 16 * 1024
"""Smaller entries may shrink as they like: they can not fill the memory."""

LARGEST_ROWS = 1_000_000
"""Rows with something in them, of all tables together."""

LONGEST_NUMBER = 60
"""Characters of a number; a longer text is no amount of anything."""

LONGEST_QUOTE = 120
"""Characters of a raw value quoted in a message."""

FORMAT_VERSION = 1
"""The newest version of our own documents and workbooks that this program reads and writes."""
