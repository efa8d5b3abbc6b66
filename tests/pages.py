"""A page of the site, taken apart as a browser would: for tests that read what is printed."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """A page read as a browser would: its texts by data-printed/-adopted, rows, ids, scripts."""

    def __init__(self, response) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: dict[tuple[str, str], str] = {}
        self.rows: list[list[str]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.scripts: list[dict] = []
        self.handlers: list[str] = []
        self.lang = ""
        self._is_in_cell = False
        self._open: list[tuple[str, tuple[str, str] | None]] = []
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "html":
            self.lang = given["lang"]
        if tag == "script":
            self.scripts.append(given)
        self.handlers += [name for name in given if name.startswith("on")]
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._is_in_cell = True
        if tag in ("div", "a"):
            key = next(
                (
                    (kind, given[f"data-{kind}"])
                    for kind in ("printed", "adopted")
                    if f"data-{kind}" in given
                ),
                None,
            )
            self._open.append((tag, key))
            if key:
                self.texts[key] = ""

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self._is_in_cell = False
        if self._open and self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data):
        for _tag, key in self._open:
            if key:
                self.texts[key] += data
        if self._is_in_cell:
            self.rows[-1][-1] += data

    @property
    def table(self) -> list[list[str]]:
        """The rows of the page's tables, each cell without the blanks around it."""
        return [[cell.strip() for cell in row] for row in self.rows]


class _Fields(HTMLParser):
    """The fields of the forms in a page's content, as a browser would send them untouched."""

    def __init__(self, response) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: dict[str, str] = {}
        self._is_content = False
        self._area = ""
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("name", "")
        if tag == "main":
            self._is_content = True
        if not (self._is_content and name) or name == "csrfmiddlewaretoken":
            return
        if tag == "textarea":
            self._area, self.fields[name] = name, ""
        elif tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.fields[name] = given.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "main":
            self._is_content = False
        if tag == "textarea" and self._area:  # the first end of a line belongs to the tag
            self.fields[self._area] = self.fields[self._area].removeprefix("\n")
            self._area = ""

    def handle_data(self, data):
        if self._area:
            self.fields[self._area] += data


def sent_by(response) -> dict[str, str]:
    """What a browser would send from the form of a page's content, by name."""
    return _Fields(response).fields
