"""Reads of places: one with all that contain it, and the towns to choose from."""

from dataclasses import dataclass

from django.db.models import F, Q

from bothways.core.vocabularies import LANGUAGES
from bothways.directory.places.models import Place

DEEPEST = 5


@dataclass(frozen=True)
class Whereabouts:
    """A place and those that contain it, the place itself first."""

    place: Place
    chain: tuple[Place, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(found.code for found in self.chain)

    @property
    def more_languages(self) -> tuple[str, ...]:
        """Languages to read in that the interface does not speak; the country's are its towns'."""
        found = (code for place in self.chain for code in place.offered)
        return tuple(code for code in dict.fromkeys(found) if code not in LANGUAGES)

    @property
    def version(self) -> str:
        """Names the state of all that the place shows, what it inherits included."""
        return "-".join(f"{found.code}.{found.version}" for found in self.chain)


def whereabouts(code: str) -> Whereabouts | None:
    """One statement, whatever the depth."""
    # Unordered: to sort one row costs more than to read it, and every page begins here.
    found = Place.objects.filter(code=code).select_related("parent__parent__parent__parent")
    wanted = next(iter(found.order_by()), None)
    return whereabouts_of(wanted) if wanted else None


def whereabouts_of(place: Place) -> Whereabouts:
    """Of a place that was read together with those that contain it."""
    chain = [place]
    while chain[-1].parent is not None and len(chain) < DEEPEST:
        chain.append(chain[-1].parent)
    return Whereabouts(place, tuple(chain))


def towns() -> list[Place]:
    """The places that nothing lies in, by code."""
    return list(Place.objects.filter(parts=None).order_by("code"))


def countries() -> list[Place]:
    """The places that lie in no other and have towns, by code."""
    return list(Place.objects.filter(parent=None, parts__isnull=False).distinct().order_by("code"))


def touch(codes: list[str] | tuple[str, ...]) -> None:
    """What these places show has changed. Called by the writes of the directory."""
    Place.objects.filter(Q(code__in=list(codes))).update(version=F("version") + 1)
