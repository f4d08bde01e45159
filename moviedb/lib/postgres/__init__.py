"""A private PostgreSQL server for this installation, run over ``initdb`` and ``pg_ctl``.

``binaries`` finds the programs, ``places`` says where everything lies, ``processes`` reads what runs and
``server`` starts and stops it. Nothing here knows Django.
"""
