import os

# Both are read when polars is loaded, so they are set before that, unless somebody else did.
# Its allocator gives freed memory back to the system within half a second, to ask for it again with the next block:
# a twentieth of the time that reading IMDb's dumps takes.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:10000")
# Two processes of Postgres are at work beside it: to share work out among threads that no processor is free for
# takes another twentieth.
os.environ.setdefault("POLARS_MAX_THREADS", str(max((os.cpu_count() or 1) - 2, 1)))
