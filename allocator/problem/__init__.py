"""The problem: frozen, exact, valid by construction. Knows no file format and no solver."""
