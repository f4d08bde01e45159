"""The catalogue as a file of lines of JSON: written by `export_catalogue`, read into an empty database."""
