"""What the people of the loop journeys do, each through the doors of the product."""

import io
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from openpyxl import Workbook
from playwright.sync_api import expect

from bothways.core.models import User

Page = Any
NewPage = Callable[..., Page]
SignIn = Callable[[Page, User], None]
DESK = {"width": 1280, "height": 900}
BOUNDARY = "a-boundary"


def workbook() -> bytes:
    """The questionnaire as an officer would bring it: card, and six items of one scale."""
    book = Workbook()
    survey = book.active
    survey.title = "survey"
    survey.append(["type", "name", "label"])
    survey.append(["text", "class_code", "Class code"])
    survey.append(["text", "card_number", "Card number"])
    for n in range(1, 7):
        survey.append(["integer", f"school_belonging_{n}", f"Item {n}, from 1 to 4"])
    settings = book.create_sheet("settings")
    settings.append(["form_id", "form_title", "version"])
    settings.append(["belonging", "Belonging", "1"])
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def class_list(classes: int, pupils: int) -> bytes:
    rows = [f"Class {n:02},School {n // 6 + 1},{pupils}" for n in range(classes)]
    return "\n".join(["group,stratum,people", *rows]).encode()


class Classroom:
    """The cards of one class as they are printed, and what the lots said of it."""

    def __init__(self, name: str, code: str, cards: list[str]) -> None:
        self.name, self.code, self.cards = name, code, cards
        self.helped = False


class Loop:
    """What the people of the journey do, each through the product's own doors."""

    def __init__(self, page: Page, base: str, *, classes: int, pupils: int) -> None:
        self.page, self.base = page, base
        self.classes, self.pupils = classes, pupils
        self.study = self.survey = self.phone = ""
        self.rooms: list[Classroom] = []

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).click()

    def follow(self, words: str) -> None:
        self.page.get_by_role("link", name=words, exact=True).first.click()

    def wish(self) -> None:
        """Asks what fits a group, and starts the plan from the profile, which predicts."""
        page = self.page
        page.goto("/fit/")
        page.get_by_label("Where").select_option("DE")
        page.get_by_label("from", exact=True).fill("6")
        page.get_by_label("to", exact=True).fill("12")
        page.locator("#w-outcome-1").select_option("belonging_identity")
        self.press("Show what fits")
        row = page.locator("article", has_text="Reading buddies")
        row.get_by_role("link", name="Every line").click()
        expect(page.locator("main")).to_contain_text("a further study would find an effect between")
        self.press("Plan with this practice")
        expect(page.get_by_text("The prediction of today is kept with it.")).to_be_visible()

    def no_wish(self) -> None:
        page = self.page
        page.goto("/practices/reading-buddies/")
        self.follow("Plan with this practice")
        page.get_by_label("Title of the plan").fill("Reading buddies in Lübeck")
        self.press("Start the plan")

    def programme(self) -> str:
        """Runs the plan; returns its address."""
        page = self.page
        plan = urlsplit(page.url).path
        self.follow("Run this plan as a programme")
        self.press("Start the programme")
        expect(page.get_by_role("link", name="Studies")).to_be_visible()
        return plan

    def design(self, code: str = "lottery") -> None:
        page = self.page
        self.follow("Studies")
        self.follow("Plan a study")
        page.get_by_label("Title of the study").fill("Do buddies help pupils belong?")
        page.locator(f"input[name=design][value={code}]").check()
        self.press("Start the study")
        expect(page.get_by_role("heading", name="What is measured")).to_be_visible()
        self.study = urlsplit(page.url).path
        self.follow("Choose the survey")
        self.press("Save")
        self.follow("Add an outcome")
        page.get_by_label("What is measured").fill("belonging at school")
        page.get_by_label("Short name").fill("belonging")
        page.get_by_label("Scale", exact=True).select_option("school_belonging:total")
        page.get_by_label("Outcome family").select_option("belonging_identity")
        self.press("Save")
        listed = class_list(self.classes, self.pupils)
        self.bring("Bring the list of groups", "List of groups", "classes.csv", listed)
        expect(page.get_by_text(f"{self.classes} units are in the study.")).to_be_visible()

    def bring(self, link: str, label: str, name: str, content: bytes) -> None:
        self.follow(link)
        kind = "application/octet-stream"
        self.page.get_by_label(label).set_input_files(
            {"name": name, "mimeType": kind, "buffer": content}
        )
        self.page.locator("main form button.btn").first.click()

    def questionnaire(self) -> None:
        page = self.page
        self.follow("Open the survey")
        expect(page.get_by_role("heading", name="Waves")).to_be_visible()
        self.survey = urlsplit(page.url).path
        self.bring("Bring an XLSForm", "XLSForm", "belonging.xlsx", workbook())
        for title in ("Before", "After"):
            page.goto(self.survey)
            self.follow("Plan a wave")
            page.get_by_label("Title").fill(title)
            self.press("Save")
            expect(page.get_by_role("button", name="Open the wave")).to_be_visible()
        page.goto(self.survey)
        self.follow("Add a phone")
        page.get_by_label("Title").or_(page.get_by_label("Name")).first.fill("Tablet")
        self.press("Save")
        self.phone = page.locator("bdi.wide").inner_text()

    def waves(self) -> None:
        page = self.page
        page.goto(self.study)
        self.follow("Choose the waves")
        page.get_by_label("Before").select_option(label="1. Before")
        page.get_by_label("After").select_option(label="2. After")
        self.press("Save")

    def draw(self) -> None:
        self.press("Draw the lots")
        expect(self.page.get_by_text("The lots are drawn.")).to_be_visible()

    def place_all(self) -> None:
        """Where nothing is drawn, somebody says who takes part: all of them."""
        self.follow("Say who takes part")
        for box in self.page.get_by_label("takes part", exact=True).all():
            box.check()
        self.page.locator("main form button.btn").first.click()

    def read_cards(self) -> None:
        """The printed cards, read off the pages that print them."""
        page = self.page
        arms = page.locator("#units tbody tr").all_inner_texts()
        helped = {row.split("\t")[1] for row in arms if row.endswith("programme")}
        page.goto(self.survey)
        links = page.locator("#groups tbody a").evaluate_all("rows => rows.map(row => row.href)")
        for link in links:
            page.goto(link)
            numbers = page.locator("li.card b.num").all_inner_texts()
            room = Classroom(page.locator("h1").inner_text(), numbers[0], numbers[1::2])
            room.helped = room.name in helped
            self.rooms.append(room)
        assert len(self.rooms) == self.classes
        page.goto(self.study)

    def turn(self, wave: str, words: str) -> None:
        self.page.goto(self.survey)
        self.follow(wave)
        self.press(words)

    def answer_as_pupil(self, page: Page, room: Classroom, card: str, mark: int) -> None:
        page.goto("/answer/")
        page.get_by_label("It has eight digits").fill(room.code)
        page.get_by_role("button", name="Next").click()
        page.get_by_label("All digits below the class code").fill(card)
        page.get_by_role("button", name="Next").click()
        for n in range(1, 7):
            page.get_by_label(f"Item {n}").fill(str(5 - mark if n in (2, 4, 6) else mark))
            page.get_by_role("button", name="Next").click()
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text("Thank you. Your answers arrived.")).to_be_visible()

    def answer_by_phone(self, wave: int, gain: int) -> None:
        """All cards but the first of the first class, through the door of ODK Collect."""
        for at, room in enumerate(self.rooms):
            for n, card in enumerate(room.cards):
                if (at, n) != (0, 0):
                    # Not every child gains: where all do, there is nothing to test.
                    more = gain if room.helped and (at + 2 * n) % 4 else 0
                    mark = min(4, 1 + (at + n) % 3 + more)
                    self.send(room.code, card, mark, f"uuid:{wave}-{at}-{n}")

    def send(self, code: str, card: str, mark: int, instance: str) -> None:
        items = "".join(
            f"<school_belonging_{n}>{5 - mark if n in (2, 4, 6) else mark}</school_belonging_{n}>"
            for n in range(1, 7)
        )
        sheet = (
            f'<data id="belonging" version="1"><class_code>{code}</class_code>'
            f"<card_number>{card}</card_number>{items}"
            f"<meta><instanceID>{instance}</instanceID></meta></data>"
        )
        body = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="xml_submission_file"; '
            f'filename="s.xml"\r\nContent-Type: text/xml\r\n\r\n{sheet}\r\n--{BOUNDARY}--\r\n'
        )
        address = f"{self.base}/openrosa/{self.phone.rpartition('/openrosa/')[2].rstrip('/')}"
        asked = urllib.request.Request(
            f"{address}/submission", body.encode(),
            {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"},
        )  # fmt: skip
        with urllib.request.urlopen(asked, timeout=20) as answer:
            assert answer.status == 201

    def ask(self, wave: str, number: int, gain: int, pupil: Page) -> None:
        """One child by page without script, all others by phone; the wave is open already."""
        first = self.rooms[0]
        mark = 2 + (gain if first.helped else 0)
        self.answer_as_pupil(pupil, first, first.cards[0], mark)
        self.answer_by_phone(number, gain)
        self.turn(wave, "Close the wave")

    def analyse(self) -> None:
        self.page.goto(self.study)
        self.press("Run the analysis")

    def release(self) -> None:
        for row in self.page.locator("form fieldset").all():
            row.get_by_label("low").check()
        self.press("Release the finding")
        expect(self.page.get_by_text("It waits as a draft of the practice")).to_be_visible()
        self.follow("What it changed")


def released_by_two(
    new_page: NewPage, sign_in: SignIn, editor: User, reviewer: User, number: int
) -> None:
    """An editor reads the draft and sends it to review; a second person releases it."""
    desk = new_page(viewport=DESK)
    sign_in(desk, editor)
    desk.goto("/desk/records/reading-buddies/")
    desk.locator("#save button[value=submit]").click()
    expect(desk.locator("text=Sent to review")).to_be_visible()
    judge = new_page(viewport=DESK)
    sign_in(judge, reviewer)
    judge.goto("/desk/records/reading-buddies/review/")
    judge.locator("button[value=release]").click()
    expect(judge.locator(f"text=Released as number {number}")).to_be_visible()


def bring_record(page: Page, name: str, content: bytes) -> None:
    """An editor brings a file of records and takes it in."""
    page.goto("/desk/imports/")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": name, "mimeType": "application/json", "buffer": content}
    )
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("button", name="Undo this import")).to_be_visible()
