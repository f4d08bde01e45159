from films.models.collection import Collection, CollectionExternalId
from films.models.company import Company, CompanyExternalId
from films.models.credit import Credit, CreditKey, CreditQuerySet, Department, Job
from films.models.external_id import FilmExternalId
from films.models.film import Film, FilmQuerySet
from films.models.join_proposal import JoinProposal
from films.models.name import FilmName, FilmText
from films.models.outside import OutsideRating, OutsideSite, OutsideTag
from films.models.outside_journal import OutsideJournal, OutsideRatingBefore, OutsideTagBefore
from films.models.place import Country, Language
from films.models.release import ReleaseDate
from films.models.similar import SimilarFilm
from films.models.similar_choice import SimilarChoice, SimilarQueue
from films.models.similar_knowledge import SimilarKnowledge, SimilarLikes
from films.models.source_values import FilmSourceValues
from films.models.taxonomy import Genre, Keyword
from films.models.terms import FilmCompany, FilmCountry, FilmGenre, FilmKeyword, FilmLanguage
from films.models.video import Video
from films.models.votes import FilmVotes

__all__ = [
    "Collection",
    "CollectionExternalId",
    "Company",
    "CompanyExternalId",
    "Country",
    "Credit",
    "CreditKey",
    "CreditQuerySet",
    "Department",
    "Film",
    "FilmCompany",
    "FilmCountry",
    "FilmExternalId",
    "FilmGenre",
    "FilmKeyword",
    "FilmLanguage",
    "FilmName",
    "FilmQuerySet",
    "FilmSourceValues",
    "FilmText",
    "FilmVotes",
    "Genre",
    "Job",
    "JoinProposal",
    "Keyword",
    "Language",
    "OutsideJournal",
    "OutsideRating",
    "OutsideRatingBefore",
    "OutsideSite",
    "OutsideTag",
    "OutsideTagBefore",
    "ReleaseDate",
    "SimilarChoice",
    "SimilarFilm",
    "SimilarKnowledge",
    "SimilarLikes",
    "SimilarQueue",
    "Video",
]
