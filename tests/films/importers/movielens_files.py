"""A folder in MovieLens' layout with films, ratings and tags of our own."""

import gzip

MOVIES = [
    ("1", '"Concert, The (Concert, Le) (2009)"', "Comedy|Drama|Children"),
    ("2", "Violin (2005)", "(no genres listed)"),
    ("3", '"Baton, A (1999)"', "Drama|Sci-Fi|IMAX"),
    ("4", '"Concert, The (2009)"', "Comedy"),
]
LINKS = [("1", "1320082", "25205"), ("2", "0000007", ""), ("3", "0000008", "8"), ("4", "1320082", "")]
RATINGS = [
    ("1", "1", "4.0", "964982703"),
    ("1", "2", "0.5", "964982704"),
    ("2", "1", "5.0", "964982703"),
    ("2", "4", "3.5", "1445714994"),
    ("3", "3", "2", "964982703"),
]
TAGS = [("1", "1", "Orchestra", "1"), ("2", "4", "orchestra", "2"), ("2", "3", '"baton, broken"', "3")]


def write(directory, movies=MOVIES, links=LINKS, ratings=RATINGS, tags=TAGS, end="\r\n", packed=False):
    for name, header, rows in (
        ("movies.csv", "movieId,title,genres", movies),
        ("links.csv", "movieId,imdbId,tmdbId", links),
        ("ratings.csv", "userId,movieId,rating,timestamp", ratings),
        ("tags.csv", "userId,movieId,tag,timestamp", tags),
    ):
        text = end.join([header, *(row if isinstance(row, str) else ",".join(row) for row in rows), ""])
        path = directory / (f"{name}.gz" if packed else name)
        path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    return directory
