# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages in a real Chromium (Debian's): what they ask for, what they say on the console, what axe finds."""

import contextlib

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@contextlib.contextmanager
def browser():
    with sync_playwright() as playwright:
        # Chromium has no sandbox of its own for root, which is who runs in a container.
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield chromium
        finally:
            chromium.close()


class Tab:
    """A page in a context of its own, without a network; requests and console lines are kept."""

    def __init__(self, chromium, **options):
        self.context = chromium.new_context(offline=True, **{"viewport": DESKTOP, **options})
        self.page = self.context.new_page()
        self.requests, self.said, self.dialogs = [], [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda line: self.said.append(f"{line.type}: {line.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("dialog", self._refuse)

    def _refuse(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self, address):
        self.address = str(address)
        self.page.goto(self.address)
        return self.page

    def scroll_through(self):
        height = self.page.evaluate("document.documentElement.scrollHeight")
        for top in range(0, height, 600):
            self.page.evaluate("top => scrollTo(0, top)", top)
            self.page.wait_for_timeout(30)

    def faults(self):
        """What axe calls serious or critical, with the nodes."""
        found = Axe().run(self.page).response["violations"]
        return [
            (fault["id"], [one["html"][:200] for one in fault["nodes"][:3]])
            for fault in found
            if fault["impact"] in ("serious", "critical")
        ]

    def assert_quiet(self):
        """Nothing but the page itself was asked for, and nobody complained."""
        assert [url for url in self.requests if url != self.address and not url.startswith("blob:")] == []
        assert self.said == []
        assert self.dialogs == []

    def close(self):
        self.context.close()
