"""Work on problems that a request waits for, in a child process with limits."""
