"""What a browser would send of a form as it stands on a page."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    """Reads each form's fields: inputs, text areas, choices."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.inside = False
        self.area = self.choice = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
            self.inside = True
        elif self.inside and tag == "textarea":
            self.area = given["name"]
            self.forms[-1][self.area] = ""
        elif self.inside and tag == "select":
            self.choice = given["name"]
        elif self.inside and tag == "option" and self.choice:
            if "selected" in given or self.choice not in self.forms[-1]:
                self.forms[-1][self.choice] = given.get("value", "")
        elif self.inside and tag == "input" and "name" in given:
            box = given.get("type") in ("checkbox", "radio")
            if not box or "checked" in given:
                self.forms[-1][given["name"]] = given.get("value", "on" if box else "")

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1][self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            self.forms[-1][self.area] = self.forms[-1][self.area].removeprefix("\n")
            self.area = ""
        elif tag == "select":
            self.choice = ""
        elif tag == "form":
            self.inside = False


def typed_in(page: str, *, with_field: str) -> dict[str, str]:
    """The fields of the page's form that has this one."""
    reader = _Reader()
    reader.feed(page)
    (found,) = [form for form in reader.forms if with_field in form]
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"}
