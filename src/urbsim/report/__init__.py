"""The report: one document, filled once from finished runs, written as PDF, Word and HTML."""
