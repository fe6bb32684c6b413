"""What fair means: the ladder of levels that leximin climbs, as plain data. Knows no engine."""
