import os

# polars' allocator gives freed memory back to the system within half a second, to ask for it again with the next
# block: a tenth of the time that reading IMDb's dumps takes. Read when polars is loaded, so set before that.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:10000")
