"""Follow every link that a person is shown, as a reader would: by GET only, each page once."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.urls import Resolver404, resolve

MOST_PAGES = 1500


@dataclass
class Page:
    """What one answer said of itself."""

    address: str
    status: int
    kind: str
    lang: str = ""
    title: str = ""
    headings: int = 0
    links: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """What a reader, or a reader's screen reader, would miss."""
        if self.status != 200:
            return [f"{self.address} answers {self.status}"]
        if not self.kind.startswith("text/html"):
            return []
        wanted = {"language": self.lang, "title": self.title.split(" – ")[0].strip(), "one h1": self.headings == 1}
        return [f"{self.address} has no {name}" for name, there in wanted.items() if not there]


class _Reading(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page, self.in_title = page, False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag == "html":
            self.page.lang = said.get("lang", "")
        elif tag == "a" and "href" in said:
            self.page.links.append(said["href"])
        self.page.headings += tag == "h1"
        self.in_title = tag == "title" if not self.page.title else False

    def handle_endtag(self, tag: str) -> None:
        self.in_title = self.in_title and tag != "title"

    def handle_data(self, text: str) -> None:
        if self.in_title:
            self.page.title += text


def read_page(asker: Any, url: str, address: str) -> Page:
    """Ask for one page with the cookies of a browser window (Playwright's `context.request`)."""
    answer = asker.get(url + address, max_redirects=5)
    is_file = answer.headers.get("content-disposition", "").startswith("attachment")
    kind = "a file to keep" if is_file else answer.headers.get("content-type", "")
    page = Page(address=address, status=answer.status, kind=kind)
    if page.kind.startswith("text/html"):
        _Reading(page).feed(answer.text())
    return page


def name_of(address: str) -> str:
    """The name of the address in the URL table; its own path when the table of the tests does not hold it."""
    path = urlsplit(address).path
    try:
        return resolve(path).view_name
    except Resolver404:
        return path


def follow_links(asker: Any, url: str, *, most_of_a_kind: int = MOST_PAGES) -> Iterator[Page]:
    """Every page that can be reached from the first: each path once, each set of questions of a kind (?sort) once.

    `most_of_a_kind` ends a row of pages that differ only in what they show, such as 150 figures.
    """
    begin = ("/",)
    of_kind: Counter[str] = Counter()
    waiting, seen = deque(begin), set(begin)
    asked: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        page = read_page(asker, url, waiting.popleft())
        yield page
        for link in page.links:
            address = _inside(url, page.address, link)
            parts = urlsplit(address)
            name = name_of(address)
            form = (name, frozenset(asks for asks, _ in parse_qsl(parts.query, keep_blank_values=True)))
            if not address or address in seen or (parts.query and form in asked) or of_kind[name] >= most_of_a_kind:
                continue
            asked.add(form)
            of_kind[name] += 1
            seen.add(address)
            assert len(seen) < MOST_PAGES, f"more than {MOST_PAGES} pages; the last was {address}"
            waiting.append(address)


def _inside(url: str, at: str, link: str) -> str:
    """The link as an address of the programme without its fragment; empty for telephone numbers and other places."""
    parts = urlsplit(urljoin(url + at, link))
    if f"{parts.scheme}://{parts.netloc}" != url:
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")
