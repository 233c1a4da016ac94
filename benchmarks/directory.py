"""What the directory costs: 4 towns x 430 pages x 6 languages, 400 addresses, 200 steps.

    python benchmarks/directory.py

CPU time is that of this process (time.process_time), median of runs, after one run to warm up,
language Arabic. The texts are drawn from some 14 words a language with a fixed seed, so they pack
better than real ones; the sizes before packing are those of real pages of about 3 kB.
"""

import gzip
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable

FOLDER = tempfile.TemporaryDirectory(prefix="bothways-directory-")
os.environ["BOTHWAYS_VAR"] = FOLDER.name
os.environ.pop("DATABASE_URL", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "bothways.settings"

import django  # noqa: E402

django.setup()

from datetime import date  # noqa: E402
from uuid import UUID  # noqa: E402

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bothways.core.vocabularies import LANGUAGES  # noqa: E402
from bothways.directory.demonstration.services import document  # noqa: E402
from bothways.directory.information.models import InfoPage  # noqa: E402
from bothways.directory.places.models import Place  # noqa: E402
from bothways.directory.services.hsds.bundle import Bundle  # noqa: E402
from bothways.directory.services.models import Service  # noqa: E402
from bothways.directory.services.needs import need_attribute  # noqa: E402
from bothways.directory.services.store import write_bundle  # noqa: E402
from bothways.directory.steps.book import Book, read_book  # noqa: E402
from bothways.directory.steps.plan import make_plan  # noqa: E402
from bothways.directory.steps.profile import Member, Profile  # noqa: E402
from bothways.directory.steps.question import best_question  # noqa: E402
from bothways.directory.texts.models import Text  # noqa: E402
from bothways.directory.town_map.actions import base_map_publish  # noqa: E402
from bothways.directory.town_map.ground import Shape  # noqa: E402

RUNS = 31
TOWNS, PAGES, SERVICES = 4, (10, 60, 360), 100
WORDS = {
    "en": "school office child doctor letter town paper hour day bus help room class name street",
    "fr": "école bureau enfant médecin lettre ville papier heure jour bus aide salle classe rue",
    "de": "Schule Amt Kind Arzt Brief Stadt Papier Stunde Tag Bus Hilfe Raum Klasse Name Straße",
    "es": "escuela oficina niño médico carta ciudad papel hora día bus ayuda sala clase calle",
    "ar": "مدرسة مكتب طفل طبيب رسالة مدينة ورقة ساعة يوم حافلة مساعدة غرفة صف اسم شارع",
    "uk": "школа установа дитина лікар лист місто папір година день автобус кімната клас вулиця",
}  # fmt: skip
DICE = random.Random(7)


def words(language: str, count: int) -> str:
    return " ".join(DICE.choices(WORDS[language].split(), k=count))


def body(language: str) -> str:
    """Four blocks of a heading, a paragraph and two list entries."""
    return "\n\n".join(
        f"## {words(language, 4)}\n\n{words(language, 70)}.\n\n"
        f"- {words(language, 8)}\n- {words(language, 8)}"
        for _ in range(4)
    )


def uuid() -> UUID:
    return UUID(int=DICE.getrandbits(128), version=4)


def town(number: int) -> Place:
    place = Place.objects.create(
        code=f"town-{number}", country="DE", timezone="Europe/Berlin", languages=list(LANGUAGES),
        names=dict.fromkeys(LANGUAGES, f"Town {number}"), latitude=50.9, longitude=11.0,
    )  # fmt: skip
    write_pages(place)
    write_bundle(services(), place, None)
    base_map_publish(place, ground(), "Nobody", "CC0", actor=None)
    return place


def ground() -> list[Shape]:
    """200 roads of 60 bends, 30 parks, a river and 30 landmarks: 14,000 points to be simplified."""
    roads = [Shape("road", "line", {}, walk(60)) for _ in range(200)]
    parks = [Shape("green", "area", {}, (*(ring := walk(30)), ring[0])) for _ in range(30)]
    marks = [Shape("landmark", "point", {"ar": words("ar", 2)}, walk(1)) for _ in range(30)]
    return [*roads, *parks, *marks, Shape("water", "line", {"ar": words("ar", 1)}, walk(900))]


def walk(steps: int) -> tuple[tuple[float, float], ...]:
    latitude, longitude = 50.9 + DICE.random() / 10, 11 + DICE.random() / 10
    found = []
    for _step in range(steps):
        found.append((latitude, longitude))
        latitude += DICE.gauss(0, 0.001)
        longitude += DICE.gauss(0, 0.0015)
    return tuple(found)


def write_pages(place: Place) -> None:
    pages: list[InfoPage] = []
    for level, count in enumerate(PAGES):
        for n in range(count):
            parent = f"p{level - 1}-{n * PAGES[level - 1] // count}" if level else ""
            pages.append(InfoPage(place=place, slug=f"p{level}-{n}", parent_slug=parent,
                                  checked_on=date(2026, 11, 2)))  # fmt: skip
    pages = InfoPage.objects.bulk_create(pages)
    Text.objects.bulk_create(
        (Text(kind="page", thing=str(page.pk), field=field, language=language, number=1,
              body=words(language, 5) if field == "title" else body(language), of_number=1,
              origin="source" if language == "en" else "human")
         for page in pages for language in LANGUAGES for field in ("title", "body")),
        batch_size=500,
    )  # fmt: skip


def services() -> Bundle:
    bundle = Bundle()
    owners = [str(uuid()) for _ in range(10)]
    for owner in owners:
        bundle.add("organization", {"id": owner, "name": words("de", 3), "description": "x"})
    for n in range(SERVICES):
        key, place = uuid(), str(uuid())
        bundle.add("location", {
            "id": place, "location_type": "physical", "name": words("de", 2),
            "latitude": 50.9 + DICE.random() / 10, "longitude": 11 + DICE.random() / 10,
            "addresses": [{"id": str(uuid()), "address_1": f"{words('de', 1)} {n}",
                           "city": "Town", "postal_code": "99999", "country": "DE",
                           "state_province": "X", "address_type": "physical"}],
        })  # fmt: skip
        bundle.add("service", {
            "id": str(key), "name": words("en", 4), "description": words("en", 60),
            "status": "active", "organization_id": owners[n % 10],
            "phones": [{"id": str(uuid()), "number": "+49 36999 1000"}],
            "languages": [{"id": str(uuid()), "code": code} for code in ("de", "en", "ar")],
            "attributes": [need_attribute(key, "school")],
        })  # fmt: skip
        bundle.add("service_at_location", {
            "id": str(uuid()), "service_id": str(key), "location_id": place,
            "opening_hours": "Mo-Fr 08:00-12:00; PH off",
        })  # fmt: skip
    return bundle


def spent(act: Callable[[], object]) -> float:
    act()
    found = []
    for _run in range(RUNS):
        begun = time.process_time()
        act()
        found.append(1000 * (time.process_time() - begun))
    return statistics.median(found)


def line(name: str, milliseconds: float, aim: float, more: str = "") -> None:
    mark = "" if milliseconds <= aim else "  OVER"
    print(f"{name:<46}{milliseconds:>8.2f} ms (aim {aim:g}){mark}  {more}")


def page(name: str, address: str, aim: float, most: int = 99, **headers: str) -> None:
    client = Client()
    answer = client.get(address, headers=headers)
    milliseconds = spent(lambda: client.get(address, headers=headers))
    with CaptureQueriesContext(connection) as statements:
        client.get(address, headers=headers)
    more = (
        f"{answer.status_code}, {len(statements)} statements, {len(answer.content) / 1000:.1f} kB"
    )
    line(name, milliseconds, aim, more + ("  OVER" if len(statements) > most else ""))


def pages() -> None:
    whole = "/ar/guide/town-1/content.json"
    begun = time.process_time()
    answer = Client().get(whole, headers={"Accept-Encoding": "gzip"})
    first = 1000 * (time.process_time() - begun)
    plain, packed = len(gzip.decompress(answer.content)), len(answer.content)
    print(f"whole town drawn anew: {first:.0f} ms, {plain / 1e6:.2f} MB plain, "
          f"{packed / 1e6:.3f} MB packed (aim 1 MB)")  # fmt: skip
    begun = time.process_time()
    Client().get("/ar/guide/town-2/pages/p2-7/")
    print(f"first page after a change: {1000 * (time.process_time() - begun):.0f} ms")
    begun = time.process_time()
    Client().get("/ar/guide/town-2/services/?q=مدرسة")
    print(f"first search after a change: {1000 * (time.process_time() - begun):.0f} ms")
    page("whole town, kept", whole, 15, **{"Accept-Encoding": "gzip"})
    page("whole town, browser has it", whole, 15, **{"If-None-Match": answer["ETag"]})
    page("one page", "/ar/guide/town-1/pages/p2-7/", 4)
    page("search in a town", "/ar/guide/town-1/services/?q=مدرسة+طبيب", 25)
    page("search with a typing error", "/ar/guide/town-1/services/?q=Schuel", 25)
    page("100 addresses as HSDS", "/hsds/service_at_locations?per_page=100", 10, 6)
    page("100 services of a town, no filter", "/ar/guide/town-1/services/", 25)
    page("map of 100 addresses", "/ar/guide/town-1/services/?view=map", 40, 1)


def weight() -> None:
    """What comes over the line: the page and its styles, packed."""
    styles = ("web/static/web/tokens.css", "web/static/web/base.css", "web/static/web/site.css",
              "directory/static/directory/guide.css")  # fmt: skip
    on_map = (*styles, "directory/static/directory/town_map.css")
    service = Service.objects.filter(place="town-1").values_list("pk", flat=True)[0]
    weigh("page of text", "pages/p2-7/", styles)
    weigh("map of 100 addresses", "services/?view=map", on_map)
    weigh("one service with its map", f"services/{service}/", on_map)


def weigh(name: str, address: str, styles: tuple[str, ...]) -> None:
    html = Client().get(f"/ar/guide/town-1/{address}").content
    sheets = [(settings.PACKAGE / path).read_bytes() for path in styles]
    packed = [len(gzip.compress(part, 6)) for part in (html, *sheets)]
    print(f"{name}: {packed[0] / 1000:.1f} kB and styles {sum(packed[1:]) / 1000:.1f} kB, "
          f"packed: {sum(packed) / 1000:.1f} kB (aim 30 kB)")  # fmt: skip


def big_book() -> Book:
    """The demonstration's steps ten times over, each copy with papers of its own."""
    source = document("steps.yaml")
    found = {"papers": {}, "questions": source["questions"], "events": {}, "steps": []}
    for n in range(10):
        found["papers"] |= {f"{code}-{n}": t for code, t in source["papers"].items()}
        for step in source["steps"]:
            copy = json.loads(json.dumps(step, default=str))
            copy["code"] += f"-{n}"
            for name in ("needs", "gives"):
                copy[name] = [f"{code}-{n}" for code in copy.get(name, ())]
            found["steps"].append(copy)
    found["steps"] = found["steps"][:200]
    return read_book(found)[0]


def plan() -> None:
    book = big_book()
    family = Profile(
        arrival=date(2026, 11, 23), languages=frozenset({"ar"}), has=frozenset({"passport-0"}),
        members=tuple(Member(age) for age in (41, 38, 15, 9, 4, None)),
    )  # fmt: skip
    line(f"plan for six, {len(book.steps)} steps", spent(lambda: make_plan(book, family)), 10)
    made = make_plan(book, family)
    line("the question that decides most", spent(lambda: best_question(book, family, made)), 10)


def main() -> None:
    settings.STATIC_ROOT.mkdir(parents=True)
    call_command("migrate", verbosity=0)
    settings.ALLOWED_HOSTS.append("testserver")
    # Names of static files as they are, without a collected folder.
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    for number in range(1, TOWNS + 1):
        town(number)
    print(f"{InfoPage.objects.count()} pages, {Text.objects.count()} texts")
    pages()
    weight()
    plan()


if __name__ == "__main__":
    main()
