"""One result, several faces: terminal, JSON, Markdown, workbook. Decides nothing."""
