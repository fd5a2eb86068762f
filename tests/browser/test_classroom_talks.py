"""A class that codes and negotiates, in a real browser: phones, projector, teacher, a restart."""

import contextlib
import os
import re
import signal
import subprocess
import sys

import pytest
from playwright.sync_api import TimeoutError, expect

from shieldtalks.explorers import PRACTICE
from tests import ROOT
from tests.asked import own_port
from tests.browser.axe import examine
from tests.browser.lab import step

pytestmark = pytest.mark.browser

CODE = """
import sys
from shieldtalks.classroom import run
from shieldtalks.classroom.plan import MORE
plan = [*MORE["03"], *MORE["11"]]
run.hold(plan, "11", "together", int(sys.argv[1]), browser=False)
"""
PHONE = {"width": 320, "height": 640}
SCROLLS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Together:
    """A class in a process of its own, and the pages that are open in it."""

    def __init__(self, browser, home):
        self.browser, self.home, self.contexts = browser, home, []
        self.port, self.complaints = own_port(), []
        self.begin()

    def begin(self):
        """Hold the class, at the same place as before."""
        self.process = subprocess.Popen(
            [sys.executable, "-uc", CODE, str(self.port)],
            cwd=ROOT,
            env={
                **os.environ,
                "SHIELDTALKS_HOME": str(self.home),
                "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        lines = []
        while not (lines and "Ctrl+C" in lines[-1]):
            lines.append(self.process.stdout.readline())
            assert lines[-1], lines
        self.url, self.key = re.search(r"(http://\S+/)teacher#key=(\S+)", "".join(lines)).groups()

    def killed(self):
        """End the class as a crash would, and hold it again."""
        self.process.kill()
        self.process.communicate()
        self.begin()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        said = self.process.communicate(timeout=30)[0]
        for context in self.contexts:
            context.close()
        assert "Traceback" not in said, said

    def page(self, path="", **looks):
        context = self.browser.new_context(
            viewport=looks.pop("viewport", PHONE), reduced_motion="reduce", **looks
        )
        context.set_default_timeout(20_000)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.contexts.append(context)
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(self.url + path)
        return page

    def lead(self, path):
        return self.page(f"{path}#key={self.key}", viewport={"width": 1280, "height": 760})


@pytest.fixture
def together(browser, tmp_path):
    made = Together(browser, tmp_path / "work")
    yield made
    made.end()
    assert made.complaints == []


def fits(page, shot, name):
    """See that a page has no fault for axe-core and does not scroll sideways; keep a picture."""
    mine, _ = examine(page)
    assert not mine, mine
    assert not page.evaluate(SCROLLS)
    shot(page, name)


def opens(teacher, title):
    """Open a thing of the plan; a click is refused while it is still being made ready."""
    button = teacher.locator(".plan").get_by_role("button", name=re.compile(title))
    for _ in range(60):
        button.click()
        teacher.wait_for_timeout(500)
        if button.get_attribute("aria-current"):
            return
    raise AssertionError(f"{title} was not opened: {teacher.inner_text('body')[:300]}")


def main_button(teacher):
    return teacher.locator(".steps .main")


def steps_on(screen, key, sign):
    """Press a key of the clicker until what it leads to is there.

    A press is not taken while the one before is still to be acknowledged.
    """
    for _ in range(8):
        screen.keyboard.press(key)
        with contextlib.suppress(TimeoutError):
            sign.wait_for(timeout=4000)
            return
    expect(sign).to_be_visible()


# The class as coders


def add_code(phone, concept, whose, says):
    phone.get_by_label("Concept", exact=True).select_option(label=concept)
    phone.get_by_label("Whose position is it?").select_option(label=whose)
    phone.get_by_label(says, exact=True).check()
    phone.get_by_role("button", name="Add this code").click()


def test_ten_sentences_are_coded_by_a_class_through_a_restart(together, shot):
    teacher, screen = together.lead("teacher"), together.lead("projector")
    phones = [together.page(), together.page(color_scheme="dark"), together.page()]
    with step("the teacher opens the sentences, and every phone has the first"):
        opens(teacher, "The class as coders")
        for phone in phones:
            expect(phone.get_by_role("heading", name="Sentence 1 of 10")).to_be_visible()
    with step("each phone codes the first sentence, one of them by keyboard"):
        first = ("Host on Russian soil", "RUS Foreign Ministry", "disagrees")
        add_code(phones[0], *first)
        add_code(phones[1], *first)
        phones[2].get_by_role("button", name="Nothing to code here").focus()
        phones[2].keyboard.press("Enter")
        expect(phones[0].locator(".codes")).to_contain_text("disagrees: Host on Russian soil")
        expect(phones[2].locator("main")).to_contain_text("You: nothing to code here.")
        expect(screen.locator("main")).to_contain_text("3 of 3 have decided")
        expect(screen.locator("main")).not_to_contain_text("Readers A to D")
        fits(phones[0], shot, "coders-phone")
        fits(phones[1], shot, "coders-phone-dark")
    with step("the computer fails, and what was acknowledged is there again"):
        together.killed()
        expect(phones[1].locator("#line")).to_be_hidden()
        phones[0].reload()
        phones[0].get_by_role("button", name="← Previous").click()
        expect(phones[0].locator(".codes")).to_contain_text("disagrees: Host on Russian soil")
        phones[0].get_by_role("button", name="Next →").click()
    with step("the other nine sentences"):
        for phone in phones:
            for number in range(2, 11):
                if phone is not phones[0] or number > 2:
                    phone.get_by_role("button", name="Next →").click()
                heading = phone.get_by_role("heading", name=f"Sentence {number} of 10")
                expect(heading).to_be_visible()
                if number == 2 and phone is not phones[2]:
                    add_code(phone, "Aimed at Russia", "RUS government", "agrees")
                else:
                    phone.get_by_role("button", name="Nothing to code here").click()
                expect(phone.locator(".kept")).to_be_visible()
            expect(phone.locator("main")).to_contain_text("You have decided 10 of 10")
    with step("the teacher shows the first: how the class divides, beside the readers"):
        teacher.reload()
        assert "The class says" not in teacher.inner_text("main")
        teacher.get_by_text("Show me how the class divides").click()
        expect(teacher.locator(".tally").first).to_contain_text("The class says")
        fits(teacher, shot, "coders-teacher")
        main_button(teacher).click()
        expect(screen.locator(".is-answer")).to_contain_text("✓ The class: RUS Foreign Ministry")
        expect(screen.locator("main")).to_contain_text("2 of 3")
        expect(screen.locator("main")).to_contain_text("more than half of the phones")
        fits(screen, shot, "coders-projector")
        phones[1].get_by_role("button", name="← Previous").first.wait_for()
        for _ in range(9):
            phones[1].get_by_role("button", name="← Previous").click()
        expect(phones[1].locator(".answer")).to_contain_text("The class says: RUS Foreign")
        expect(phones[1].get_by_role("button", name="Add this code")).to_have_count(0)
    with step("the clicker goes on to the class as one reader"):
        screen.bring_to_front()
        for number in range(2, 11):
            title = screen.locator("h1", has_text=f"Sentence {number} of 10")
            steps_on(screen, "ArrowRight", title)
            steps_on(screen, "PageDown", screen.locator(".rows"))
        steps_on(screen, "ArrowRight", screen.locator("h1", has_text="The class as one reader"))
        picture = screen.locator("img.whole")
        steps_on(screen, "ArrowRight", screen.locator(".summary"))
        expect(picture).to_have_attribute("alt", re.compile("The phones of the class"))
        expect(screen.get_by_text("Being drawn")).to_have_count(0)
        assert picture.evaluate("(image) => image.naturalWidth") > 500
        expect(screen.locator("main")).to_contain_text("The class decided 10 sentences: 2 codes")
        screen.get_by_text("The chart as a table").click()
        expect(screen.get_by_role("table")).to_contain_text("The class and A")
        fits(screen, shot, "coders-projector-class")
    assert len(PRACTICE) == 10


# The talks


def offers(phone, **options):
    """Choose options by the labels of their issues, and make the offer."""
    for issue, option in options.items():
        field = phone.get_by_label(issue.replace("_", " "), exact=True)
        value = field.locator("option", has_text=option).get_attribute("value")
        field.select_option(value)
    phone.get_by_role("button", name="Make this offer").click()


def answers(phone, accepts):
    name = "Yes, accept" if accepts else "No, refuse"
    phone.get_by_role("button", name=name).click()


def test_two_tables_negotiate_one_to_a_deal_and_one_to_none(together, shot):
    teacher, screen = together.lead("teacher"), together.lead("projector")
    with step("nine phones take a seat, and the teacher starts one round"):
        opens(teacher, "The talks")
        phones = [together.page(color_scheme="dark" if n == 1 else "light") for n in range(9)]
        for number, phone in enumerate(phones, 1):
            phone.get_by_role("button", name="Take a seat").click()
            expect(phone.locator("main")).to_contain_text("You have a seat")
            expect(screen.locator(".count b")).to_have_text(str(number))
        fits(phones[0], shot, "talks-phone-seat")
        fits(screen, shot, "talks-projector-seats")
        teacher.get_by_label("Rounds", exact=True).fill("1")
        teacher.get_by_text("The number that draws the sheets").click()
        teacher.get_by_label("Number (empty").fill("17")
        teacher.get_by_role("button", name="Set", exact=True).click()
        expect(screen.locator("main")).to_contain_text("1 round")
        fits(teacher, shot, "talks-teacher-seats")
        main_button(teacher).click()
        at = {}
        for phone in phones:
            expect(phone.locator(".status")).to_contain_text("Table")
            table = phone.locator(".status").inner_text().split("·")[0].split()[1]
            party = phone.locator("h1").inner_text().removeprefix("You speak for ")
            at.setdefault((int(table), party), phone)
        assert len(at) == 6
    one, two = ({p: phone for (t, p), phone in at.items() if t == n} for n in (1, 2))
    with step("at table 1 Russia offers, and sees no sheet but its own"):
        russia, states, nato = one["Russia"], one["the United States"], one["NATO"]
        expect(russia.locator(".total")).to_contain_text("without a deal you have 19.")
        expect(russia.locator(".clock")).to_contain_text("left")
        theirs = states.locator("details table").inner_text
        reasons = re.findall(r"Assumed because: (.+)", states.locator("main").text_content())
        assert theirs and reasons
        offers(russia, **{"Russia's_place": "Two coordinated", "Guarantees": "Explanation"})
        expect(states.get_by_role("button", name="Yes, accept")).to_be_visible()
        expect(states.locator("main")).to_contain_text("On the table: the offer of Russia")
        expect(two["NATO"].locator("main")).not_to_contain_text("On the table: the offer")
        fits(states, shot, "talks-phone-answer")
        fits(russia, shot, "talks-phone-offered")
        assert not any(f"Assumed because: {r}" in russia.content() for r in reasons if r)
    with step("the computer fails in the middle; phones come back to their seats"):
        together.killed()
        nato.reload()
        expect(nato.locator("h1")).to_have_text("You speak for NATO")
        answers(nato, True)
        expect(nato.locator("main")).to_contain_text("NATO accepts.")
        answers(states, True)
        for phone in one.values():
            expect(phone.locator("main")).to_contain_text("The deal")
    with step("the teacher pauses, extends, and sees both tables at a glance"):
        teacher.reload()
        expect(teacher.locator(".tables > .deal")).to_contain_text("Table 1")
        teacher.get_by_role("button", name="Pause").click()
        expect(two["Russia"].locator("main")).to_contain_text("The talks are paused.")
        expect(screen.locator(".banner")).to_be_visible()
        fits(screen, shot, "talks-projector-tables")
        teacher.get_by_role("button", name="Go on").click()
        expect(teacher.get_by_role("button", name="Pause")).to_be_visible()
        teacher.get_by_role("button", name="+ 5 minutes").click()
        expect(two["Russia"].locator(".clock")).to_contain_text(re.compile("1[345]:.. left"))
        fits(teacher, shot, "talks-teacher-tables")
    with step("table 2 refuses all that is offered"):
        order = ("Russia", "the United States", "NATO")
        for party in order:
            offers(two[party], Control="Decisions are shared", **{"Russia's_place": "One joint"})
            for other in order:
                if other != party:
                    answers(two[other], False)
        expect(two["Russia"].locator("main")).to_contain_text("without a deal")
    with step("the debrief: all deals on the cloud, what was left, the paths"):
        main_button(teacher).click()
        picture = screen.locator("img.whole")
        expect(picture).to_have_attribute("alt", re.compile("packages by their points for Russia"))
        expect(screen.get_by_text("Being drawn")).to_have_count(0)
        fits(screen, shot, "talks-projector-cloud")
        screen.bring_to_front()
        steps_on(screen, "ArrowRight", screen.get_by_role("table"))
        expect(screen.get_by_role("table")).to_contain_text("Two coordinated systems")
        fits(screen, shot, "talks-projector-left")
        steps_on(screen, "ArrowRight", screen.locator("h1", has_text="The path of the offers"))
        expect(picture).to_have_attribute("alt", re.compile("Table 2: 3 offers, no deal"))
        expect(screen.get_by_text("Being drawn")).to_have_count(0)
        fits(screen, shot, "talks-projector-paths")
        expect(russia.locator("main")).to_contain_text("A deal")
        expect(two["NATO"].locator("main")).to_contain_text("No deal")
        fits(russia, shot, "talks-phone-after")
