"""The command `allocator`: reads words and files, calls the rooms below, speaks to people."""
