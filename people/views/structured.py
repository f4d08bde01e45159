"""A person or a group in the words of schema.org."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moviedb.lib.json_ld import Thing, breadcrumbs, thing

# What those who are known for a department are called; the others have too many trades for one word.
JOB_TITLES = {
    "Acting": _("Actor"),
    "Directing": _("Director"),
    "Writing": _("Writer"),
    "Production": _("Producer"),
    "Editing": _("Film editor"),
    "Camera": _("Cinematographer"),
}


def person_thing(
    name: str,
    url: str,
    site: str,
    *,
    image: str,
    is_group: bool,
    birth_date: str | None,
    death_date: str | None,
    birth_place: str,
    department: str,
    other_names: Iterable[str],
    same_as: Iterable[str],
) -> Thing:
    both = {
        "name": name,
        "url": site + url,
        "image": site + image,
        "alternateName": list(other_names),
        "sameAs": [address for address in same_as if address],
    }
    if is_group:
        return thing(
            "Organization",
            **both,
            foundingDate=birth_date,
            dissolutionDate=death_date,
            foundingLocation=_place(birth_place),
        )
    return thing(
        "Person",
        **both,
        birthDate=birth_date,
        deathDate=death_date,
        birthPlace=_place(birth_place),
        jobTitle=str(JOB_TITLES.get(department, "")),
    )


def person_trail(name: str, url: str, site: str) -> Thing:
    return breadcrumbs(site, [(gettext("People"), reverse("people:list")), (name, url)])


def _place(name: str) -> Thing | None:
    return thing("Place", name=name) if name else None
