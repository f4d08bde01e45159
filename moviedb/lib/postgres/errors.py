class PrivateServerError(Exception):
    """The private server cannot do what was asked; the text says what, where and how to mend it."""
