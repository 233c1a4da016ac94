"""Load: 30 classes of 30 pupils send in the same minute; then a server that is killed 50 times.

    python benchmarks/surveys.py [classes] [pupils] [kills]

One server process on SQLite, started as ``bothways serve`` starts it. Bounds: nothing lost,
nothing twice, the slowest hundredth of the answers under a second; after a kill at a random moment
every answer that was acknowledged is in the database.
"""

import http.client
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

FOLDER = tempfile.TemporaryDirectory(prefix="bothways-bench-")
os.environ["BOTHWAYS_VAR"] = FOLDER.name
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.settings")
SOURCE = Path(__file__).parents[1] / "src"
sys.path.insert(0, str(SOURCE))

import django  # noqa: E402

django.setup()

from bothways.core.models import User  # noqa: E402
from bothways.surveys.actions import survey_start  # noqa: E402
from bothways.surveys.form_actions import form_keep_converted  # noqa: E402
from bothways.surveys.forms.conversion import convert_sheets  # noqa: E402
from bothways.surveys.forms.draft import sheets_of  # noqa: E402
from bothways.surveys.forms.instance import write_instance  # noqa: E402
from bothways.surveys.group_actions import NewCard, NewGroup, device_add, groups_add  # noqa: E402
from bothways.surveys.models import Survey, Wave  # noqa: E402
from bothways.surveys.receiving import definition_of  # noqa: E402
from bothways.surveys.wave_actions import wave_open, wave_plan  # noqa: E402

MINUTE = 60.0
LIMIT_S = 1.0
DRAFT = {
    "title": "Class", "languages": ["en", "ar", "uk"],
    "parts": [{"kind": "instrument", "id": name} for name in ("school_belonging", "contact")],
}  # fmt: skip


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Server:
    """One granian process with the options of ``bothways serve``."""

    port: int = field(default_factory=free_port)
    process: Any = None

    def start(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(SOURCE), "OPENBLAS_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
             "--port", str(self.port), "--workers", "1", "--blocking-threads", "4",
             "--log-level", "critical", "--no-access-log", "bothways.wsgi:application"],
            env=environment, start_new_session=True, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while not self.answers():
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.05)

    def answers(self) -> bool:
        try:
            return self.request("GET", "/answer/", b"", "")[0] == 200
        except OSError:
            return False

    def kill(self) -> None:
        """The whole group at once, as a power cut would: no process may tidy up."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def request(self, verb: str, path: str, body: bytes, kind: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(verb, path, body, {"Host": "localhost", "Content-Type": kind})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()


@dataclass(frozen=True)
class Pupil:
    """One card, and the request that sends its answers: by the page or by a phone."""

    instance_id: str
    path: str
    body: bytes
    kind: str
    done: int


def pupils_of(survey: Survey, wave: Wave, key: str) -> list[Pupil]:
    rng = random.Random(1)
    definition = definition_of(wave.version)
    found = []
    for group in survey.groups.order_by("pk"):
        for card in group.respondents.order_by("number"):
            instance_id = f"uuid:{rng.randrange(16**8):08x}-0000-4000-8000-{card.pk:012x}"
            answers = {
                part.path: str(rng.randint(1, 4)) for part in definition.questions if part.choices
            }
            who = {"who/class_code": group.code, "who/card_number": card.card}
            if card.number % 2:
                found.append(_by_page(instance_id, group.code, card.card, answers))
            else:
                sheet = write_instance(definition, {**answers, **who}, instance_id)
                found.append(_by_phone(instance_id, key, sheet))
    return found


def _by_page(instance_id: str, code: str, card: str, answers: dict[str, str]) -> Pupil:
    state = json.dumps({"id": instance_id, "answers": answers})
    body = urlencode({"state": state, "screen": "send", "do": "send"}).encode()
    return Pupil(instance_id, f"/answer/{code}/{card}/", body,
                 "application/x-www-form-urlencoded", 302)  # fmt: skip


def _by_phone(instance_id: str, key: str, sheet: bytes) -> Pupil:
    head = (b'--b\r\nContent-Disposition: form-data; name="xml_submission_file"; '
            b'filename="s.xml"\r\nContent-Type: text/xml\r\n\r\n')  # fmt: skip
    return Pupil(instance_id, f"/openrosa/{key}/submission", head + sheet + b"\r\n--b--\r\n",
                 "multipart/form-data; boundary=b", 201)  # fmt: skip


def set_up(classes: int, pupils: int) -> tuple[list[Pupil], Wave]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    owner = User.objects.create_user("owner", password="a long password")
    survey = survey_start("Load", actor=owner)
    form = convert_sheets(sheets_of(DRAFT, form_id="class", version="1"))
    assert form.definition is not None, form.problems
    version = form_keep_converted(survey, form, name="", actor=owner)
    groups_add(survey, [NewGroup(f"class {n}", [NewCard()] * pupils) for n in range(classes)],
               actor=owner)  # fmt: skip
    wave = wave_plan(survey, version, title="Before", actor=owner)
    wave_open(wave, actor=owner)
    key = device_add(survey, "Tablet", actor=owner).key
    return pupils_of(survey, wave, key), wave


def stored() -> list[str]:
    """Instance IDs in the database, read past the server."""
    with sqlite3.connect(Path(FOLDER.name) / "bothways.sqlite3", timeout=30) as database:
        return [row[0] for row in database.execute("SELECT instance_id FROM surveys_submission")]


@dataclass
class Sender:
    """Sends at chosen moments, each pupil from a thread of their own, and times the answers."""

    server: Server
    seconds: list[float] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, pupil: Pupil, after: float = 0.0) -> None:
        time.sleep(after)
        start = time.perf_counter()
        try:
            status, _body = self.server.request("POST", pupil.path, pupil.body, pupil.kind)
        except OSError:
            status = 0
        took = time.perf_counter() - start
        with self.lock:
            self.seconds.append(took)
            if status == pupil.done:
                self.acknowledged.add(pupil.instance_id)
            else:
                self.failed.append(f"{status} {pupil.path}")

    def all(self, pupils: list[Pupil], within: float) -> None:
        rng = random.Random(2)
        threads = [
            threading.Thread(target=self.send, args=(pupil, rng.random() * within))
            for pupil in pupils
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def same_minute(server: Server, pupils: list[Pupil], within: float = MINUTE) -> bool:
    """Every pupil once within the minute, one in ten twice, as an impatient finger does."""
    sender = Sender(server)
    sender.all([*pupils, *pupils[::10]], within)
    took = sorted(sender.seconds)
    p50, p99 = took[len(took) // 2], took[int(len(took) * 0.99)]
    there = stored()
    lost = {pupil.instance_id for pupil in pupils} - set(there)
    twice = len(there) - len(set(there))
    print(f"{len(pupils)} pupils in {within:.0f} s, {len(took)} requests: lost {len(lost)}, "
          f"twice {twice}, not acknowledged {len(sender.failed)} {sender.failed[:3]}; "
          f"median {1000 * p50:.0f} ms, p99 {1000 * p99:.0f} ms, slowest "
          f"{1000 * took[-1]:.0f} ms")  # fmt: skip
    return not lost and not twice and not sender.failed and p99 < LIMIT_S


def killed(server: Server, pupils: list[Pupil], kills: int) -> bool:
    """Each time a class sends at once and the process dies in the middle of it."""
    rng = random.Random(3)
    acknowledged: set[str] = set()
    for number in range(kills):
        sender = Sender(server)
        some = pupils[number % 30 :: 30]
        threads = [threading.Thread(target=sender.send, args=(pupil,)) for pupil in some]
        for thread in threads:
            thread.start()
        time.sleep(rng.random() * 0.4)
        server.kill()
        for thread in threads:
            thread.join()
        acknowledged |= sender.acknowledged
        server.start()
    there = stored()
    lost, twice = acknowledged - set(there), len(there) - len(set(there))
    # Whoever got no answer sends again, as page and phone do; now all must be there.
    again = Sender(server)
    again.all(pupils, 5.0)
    missing = {pupil.instance_id for pupil in pupils} - set(stored())
    print(f"killed {kills} times: {len(acknowledged)} acknowledged before, of them lost "
          f"{len(lost)}, twice {twice}; after sending again missing {len(missing)}, "
          f"refused {len(again.failed)}")  # fmt: skip
    return not (lost or twice or missing or again.failed)


def fresh() -> None:
    with sqlite3.connect(Path(FOLDER.name) / "bothways.sqlite3", timeout=30) as database:
        database.execute("DELETE FROM surveys_submission")


def main(classes: int, pupils: int, kills: int, within: float = MINUTE) -> bool:
    asked, _wave = set_up(classes, pupils)
    server = Server()
    server.start()
    try:
        kept = [same_minute(server, asked, within)]
        fresh()
        kept.append(killed(server, asked, kills))
    finally:
        server.kill()
    print(f"limits: {'kept' if all(kept) else 'missed'}")
    return all(kept)


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    sizes = [*given, *(30, 30, 50)[len(given) :]]
    sys.exit(not main(*sizes[:3], within=float(sizes[3]) if len(sizes) > 3 else MINUTE))
