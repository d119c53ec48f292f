"""Pages in a real browser: Debian's chromium, driven by playwright."""

import pytest

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"),
    *("--disable-component-update", "--disable-sync"),
)
WIDE = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


class Visit:
    """A page that is open, and all it asked for or complained of."""

    def __init__(self, browser, path, fragment, **options):
        self.requests, self.dialogs, self.messages = [], [], []
        self.page = browser.new_context(**options).new_page()
        self.page.set_default_timeout(120_000)  # ms; the machine may be busy
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", lambda dialog: (self.dialogs.append(1), dialog.dismiss()))
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.goto(path.as_uri() + fragment)


@pytest.fixture
def visit_file(browser):
    """Open a page in a window of its own."""
    opened = []

    def start(path, *, fragment="", viewport=WIDE, **options):
        opened.append(Visit(browser, path, fragment, viewport=viewport, **options))
        return opened[-1]

    yield start
    for one in opened:
        one.page.context.close()


@pytest.fixture
def visit(visit_file, tmp_path):
    """Open the text of a page in a window of its own."""

    def start(text, **options):
        path = tmp_path / "page.html"
        path.write_bytes(text.encode())
        return visit_file(path, **options)

    return start


@pytest.fixture
def violations():
    """What axe-core, which comes inside the Python package, finds wrong with an open page."""
    from axe_playwright_python.sync_playwright import Axe

    def found(page):
        return [
            (rule["id"], [node["html"] for node in rule["nodes"]])
            for rule in Axe().run(page).response["violations"]
        ]

    return found
