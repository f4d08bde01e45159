"""One's own lists of films, as spreadsheets and other programs save them: CSV and JSON."""
