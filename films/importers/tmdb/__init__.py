"""TMDB's API (v3): asked politely, remembered in a cache, read into records."""
