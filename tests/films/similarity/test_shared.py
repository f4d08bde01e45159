import numpy as np

from films.similarity import features
from films.similarity.shared import SharedValues
from tests.films.similarity.specs import F, facts


def test_one_player_or_word_stands_alone_but_no_director():
    films = [
        F(1, director=[5], actor=[8, 9], keyword=[1, 2]),
        F(2, director=[5]),
        F(3, actor=[8]),
        F(4, actor=[8], keyword=[1]),
        F(5, keyword=[2]),
        F(6),
        F(7, actor=[9], director=[6]),
    ]
    vectors = features.build(facts(films))
    mains, alone = SharedValues(vectors).of(0, np.arange(1, 7))
    columns = vectors.fields
    assert alone.tolist() == [False, True, False, True, False, True]
    assert [mains[place] for place in (0, 1, 3, 4, 5)] == [
        columns["director"].column_of(5), columns["actor"].column_of(8), columns["keyword"].column_of(2), -1,
        columns["actor"].column_of(9),
    ]  # fmt: skip
