"""What is kept: problems, solves, results, people, an audit log. SQL stands only in here."""
