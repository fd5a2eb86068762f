"""A class in a real browser: a teacher, the big screen, and phones of all kinds."""

import pytest
from playwright.sync_api import expect

from tests.asked import Command
from tests.browser.axe import examine

pytestmark = pytest.mark.browser

# One question of each kind; the last has a chart of its own.
KINDS = """plan_with(
    Asked('00.n', high=100, unit='%', kind='share'),
    Asked('00.c', kind='choice', options=('a yes <b>and</b> a no', 'none of them'),
        truth='none of them'),
    Asked('00.s', kind='cell', rows=('Russia', 'NATO'), columns=('on deployment', 'on talks'),
        truth=('NATO', 'on talks')),
    Asked('00.o', kind='order', options=('persons', 'organizations', 'parties'),
        truth=('parties', 'organizations', 'persons')))"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
TINY = """() => [...document.querySelectorAll("button, input, select")].filter((node) => {
    const place = (node.closest("label") || node).getBoundingClientRect();
    return place.width && (place.height < 44 || place.width < 44);
}).map((node) => node.outerHTML)"""
SLOW_3G = {
    "offline": False,
    "latency": 2000,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}


@pytest.fixture
def held():
    """held(*words, plan=...): a class that goes on until the test ends."""
    running = []

    def hold(*words, **more):
        running.append(Command(*words, **more))
        return running[-1]

    yield hold
    for command in running:
        if command.process.poll() is None:
            command.end()


@pytest.fixture
def phones(browser, complaints):
    """phones(url, ...): the page of a phone that has joined; each is a device of its own."""
    contexts = []

    def join(url, width=320, dark=False, joined=True):
        theme = "dark" if dark else "light"
        context = browser.new_context(
            viewport={"width": width, "height": 640}, color_scheme=theme, has_touch=True
        )
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        contexts.append(context)
        page = context.new_page()
        page.goto(url)
        if joined:
            expect(page.get_by_role("heading", name="You are in")).to_be_visible()
        return page

    yield join
    for context in contexts:
        context.close()


def open_lead(context, command, role):
    page = context.new_page()
    page.goto(f"{command.url}{role}#key={command.key}")
    expect(page.get_by_role("heading").first).to_be_visible()
    assert command.key not in page.url
    return page


def go_on(screen):
    """Press the clicker, and wait until the class has moved on."""
    before = screen.evaluate("() => room.view.moves")
    screen.keyboard.press("ArrowRight")
    screen.wait_for_function("n => room.view.moves > n", arg=before)


def ask_first(teacher, name):
    """Press a button until the class has moved on: its first answer is still being computed."""
    before = teacher.evaluate("() => room.view.moves")
    for _ in range(60):
        teacher.evaluate(
            "name => [...document.querySelectorAll('button')]"
            ".find(button => button.textContent.includes(name))?.click()",
            name,
        )
        teacher.wait_for_timeout(500)
        if teacher.evaluate("n => room.view.moves > n", before):
            return
    raise AssertionError(f"{name}: pressed for 30 seconds, and nothing came")


def sound(page):
    """Check what every state of every page must be."""
    faults, _ = examine(page)
    assert not faults, "\n".join(faults)
    assert page.evaluate(SIDEWAYS) <= 0, "the page scrolls sideways"


def test_a_class_in_lesson_04(held, context, phones, complaints, shot):
    command = held("04")
    teacher = open_lead(context, command, "teacher")
    screen = open_lead(context, command, "projector")
    screen.set_viewport_size({"width": 1280, "height": 720})
    expect(screen.get_by_role("img", name="QR code")).to_be_visible()
    phone, dark = phones(command.url), phones(command.url, dark=True)
    expect(screen.get_by_text("2 phones are here.")).to_be_visible()
    for page in (teacher, screen, phone, dark):
        sound(page)
    shot(screen, "class-join")
    ask_first(teacher, "Ask: Bars both ways")
    for page, guess in ((phone, "2"), (dark, "9")):
        page.get_by_role("spinbutton").fill(guess)
        sound(page)
        shot(page, f"class-phone-ask-{guess}")
        page.get_by_role("button", name="Keep my guess").click()
        expect(page.get_by_text("Your guess, kept")).to_be_visible()
        sound(page)
    expect(screen.locator(".count")).to_contain_text("2 of 2 have guessed")
    assert "guesses are right" not in teacher.inner_text("main")
    teacher.get_by_text("Show me the guesses and the answer").click()
    expect(teacher.get_by_text("1 of 2 guesses are right")).to_be_visible()
    sound(teacher)
    shot(teacher, "class-teacher")
    screen.keyboard.press("ArrowRight")
    expect(screen.get_by_role("img", name="2 guesses.")).to_be_visible()
    expect(phone.get_by_text("Ask your neighbour")).to_be_visible()
    assert "The answer" not in screen.inner_text("body") + phone.inner_text("body")
    screen.keyboard.press("PageDown")
    expect(screen.get_by_text("The answer: 2 bars")).to_be_visible()
    expect(phone.locator(".answer")).to_contain_text("Yes: 2 bars")
    for page in (screen, phone, dark):
        sound(page)
    shot(screen, "class-answer")
    screen.keyboard.press("ArrowRight")
    picture = screen.locator(".picture img")
    expect(picture).to_have_js_property("complete", True)
    assert len(picture.get_attribute("alt")) > 60
    expect(teacher.get_by_role("button", name="Next mark of the chart")).to_be_visible()
    teacher.keyboard.press("ArrowDown")
    expect(screen.get_by_role("region", name="Sentences").locator("li").first).to_contain_text("[0")
    for width, height in ((1920, 1080), (1280, 720)):
        screen.set_viewport_size({"width": width, "height": height})
        # The smallest letters are 25 dots of the picture: 2.5 % of the screen at least.
        scale = picture.evaluate("image => image.clientWidth / image.naturalWidth")
        assert 25 * scale >= 0.025 * height
    screen.wait_for_timeout(200)
    sound(screen)
    shot(screen, "class-chart")
    screen.keyboard.press("ArrowLeft")
    expect(screen.get_by_text("The answer: 2 bars")).to_be_visible()
    assert not context.strangers and not complaints


def test_every_kind_is_answered_by_keyboard_on_a_narrow_phone(held, context, phones, complaints):
    command = held(plan=KINDS)
    screen = open_lead(context, command, "projector")
    phone, dark = phones(command.url), phones(command.url, dark=True)

    def press(*keys):
        for key in keys:
            phone.keyboard.press(key)

    answers = [
        ("42 %", lambda: press("Tab", "Tab", "4", "2")),
        ("none of them", lambda: press("Tab", "Space", "ArrowDown", "Tab")),
        ("NATO / on talks", lambda: press("Tab", "N", "Tab", "ArrowDown", "ArrowDown", "Tab")),
        (", then ", lambda: press(*["Tab"] * 2, "Enter", *["Tab"] * 4)),
    ]
    for kept, type_it in answers:
        go_on(screen)
        expect(phone.get_by_role("button", name="Keep my guess")).to_be_visible()
        sound(phone)
        sound(dark)
        assert not phone.evaluate(TINY)
        type_it()
        button = phone.get_by_role("button", name="Keep my guess")
        for _ in range(8):
            if button.evaluate("node => node === document.activeElement"):
                break
            press("Tab")
        press("Enter")
        expect(phone.locator(".kept")).to_be_visible()
        expect(phone.locator(".kept")).to_contain_text(kept)
        expect(phone.get_by_role("heading").first).to_be_focused()
        for _ in range(2):
            go_on(screen)
            sound(screen)
        expect(phone.locator(".answer")).to_be_visible()
        sound(phone)
    assert not complaints


def test_a_phone_that_slept_and_a_server_that_died_lose_nothing(held, context, phones, shot):
    plan = "plan_with(Asked('00.a'), Asked('00.b', question='And now?'))"
    command = held(plan=plan)
    screen = open_lead(context, command, "projector")
    phone = phones(command.url)
    screen.keyboard.press("ArrowRight")
    expect(phone.get_by_role("button", name="Keep my guess")).to_be_visible()
    asleep = phone.context.new_cdp_session(phone)
    asleep.send("Page.setWebLifecycleState", {"state": "frozen"})
    screen.wait_for_timeout(300)
    asleep.send("Page.setWebLifecycleState", {"state": "active"})
    command.process.kill()
    command.process.communicate()
    phone.get_by_role("spinbutton").fill("4")
    phone.get_by_role("button", name="Keep my guess").click()
    expect(phone.get_by_role("alert").filter(has_text="No connection")).to_be_visible()
    shot(phone, "class-phone-no-line")
    port = int(command.url.rstrip("/").rpartition(":")[2])
    again = held(plan=plan, port=port)
    assert again.key == command.key
    expect(phone.get_by_text("Your guess, kept")).to_be_visible()
    expect(screen.locator(".count")).to_contain_text("1 of 1")
    phone.reload()
    expect(phone.get_by_text("Your guess, kept")).to_be_visible()


@pytest.mark.full(
    "a phone's first view over slow 3G",
    short="tests/test_class_server.py::test_a_phone_has_its_page_in_one_answer_before_any_code_runs",
)
def test_on_slow_3g_a_question_stands_before_the_line_and_can_be_answered(held, context, phones):
    command = held()
    screen = open_lead(context, command, "projector")
    go_on(screen)
    page = phones(command.url, joined=False)
    page.context.clear_cookies()
    page.goto("about:blank")
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_3G)
    asked, received = [], []
    line.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    line.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(command.url, wait_until="commit")
    expect(page.get_by_role("heading", name="How many?")).to_be_visible()
    page.get_by_role("spinbutton").fill("4")
    assert page.evaluate("() => room.view.joining")
    page.get_by_role("button", name="Keep my guess").click()
    expect(page.get_by_text("Your guess, kept")).to_be_visible()
    expect(screen.locator(".count")).to_contain_text("1 of 1")
    assert [url for url in asked if not url.startswith("data:")] == [command.url]
    assert sum(received) < 14_600, "more than the first ten packets"
