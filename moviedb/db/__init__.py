"""Django's PostgreSQL backend, which also runs the private server and makes missing databases."""
