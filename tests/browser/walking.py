"""Keys instead of a mouse: each step goes by Tab to what is named, and acts there by a key."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from exchange.tasks import carry_out_imports

MOST_TABS = 400


class Keys:
    def __init__(self, page: Page, part: Locator | None = None) -> None:
        """`part` is where labels are looked for: all of the page unless one says so."""
        self.page = page
        self.part = part or page.locator("body")

    def within(self, group: str) -> "Keys":
        return Keys(self.page, self.page.get_by_role("group", name=group, exact=True))

    def upload(self, file: Path, kind: str) -> None:
        """From the list of imports to the file's page. The file dialog is the system's own."""
        page = self.page
        page.goto("/import/")
        self.to(page.get_by_role("link", name="New import").first)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("New import")
        self.to(page.locator("[name=kind]:checked"))
        while not page.get_by_role("radio", name=kind).is_checked():
            page.keyboard.press("ArrowDown")
        page.get_by_label("File*").set_input_files(file)
        self.press_button("Upload")
        expect(page.get_by_role("heading", level=2).first).to_have_text("How the file was read")

    def to(self, target: Locator) -> None:
        """Tab until it has the focus."""
        expect(target).to_be_visible()
        for _press in range(MOST_TABS):
            if target.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        expect(target).to_be_focused()

    def press_button(self, name: str) -> None:
        before = self.page.url
        self.to(self.page.get_by_role("button", name=name, exact=True).first)
        self.page.keyboard.press("Enter")
        if name == "Go on":
            self.page.wait_for_url(lambda url: url != before)

    def work(self, name: str) -> None:
        """Press the button, and let a worker do what it asks for."""
        self.press_button(name)
        self.wait_for_work()

    def wait_for_work(self) -> None:
        bar = self.page.locator("#import-progress")
        expect(bar).to_be_visible()
        carry_out_imports()
        expect(bar).to_have_count(0)

    def confirm(self, name: str) -> None:
        dialog = self.page.get_by_role("dialog")
        self.to(dialog.get_by_role("button", name=name, exact=True))
        self.page.keyboard.press("Enter")

    def choose(self, label: str, option: str) -> None:
        """In a select: the arrow keys, until the option begins so."""
        field = self.part.get_by_label(label, exact=True)
        self.to(field)
        count = field.evaluate("one => one.options.length")
        self.page.keyboard.press("Home")
        for _option in range(count):
            if self._chosen(field).startswith(option):
                return
            self.page.keyboard.press("ArrowDown")
        assert self._chosen(field).startswith(option)

    def _chosen(self, field: Locator) -> str:
        return str(field.evaluate("one => one.selectedOptions[0].textContent"))

    def write(self, label: str, text: str) -> None:
        self.to(self.part.get_by_label(label, exact=True))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def tick(self, label: str) -> None:
        box = self.page.get_by_role("checkbox", name=label, exact=True)
        self.to(box)
        if not box.is_checked():
            self.page.keyboard.press("Space")

    def open(self, summary: str) -> None:
        self.to(self.page.get_by_text(summary, exact=True))
        self.page.keyboard.press("Enter")
