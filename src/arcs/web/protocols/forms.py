"""The form of a row, made from the edition's own description of its cells."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from arcs.core.cells import Cell
from arcs.core.protocol import REFERENCES, Wish
from arcs.files.protocol.texts import Texts, record_of
from arcs.web.protocols.words import SECTION_WORDS, heading_of, said
from arcs.web.ui.widgets import ComboBox, DayField, FileUpload

Choice = tuple[str, str]
# Lists whose order counts: the first that can goes.
ORDERED = {"permitted", "when_closed", "instead", "secondary", "ask", "routes"}
TICKED = {"questions", "routes", "capabilities", "services"}  # sections short enough to be ticked
WISHES: tuple[tuple[str, Any], ...] = (
    (Wish.OFFICER, _("An officer")), (Wish.TELEPHONE, _("The telephone")), (Wish.INTERPRETER, _("An interpreter")),
    (Wish.NO_INTERNET, _("Has no internet")),
)  # fmt: skip
LINE = 60  # letters; what is longer is written in a box of several lines
LARGEST_FILE = 2_000_000


class InOrder(forms.MultiWidget):
    """Several choices one after the other; the first counts first."""

    use_fieldset = True

    def __init__(self, choices: Sequence[Choice], many: int) -> None:
        self.many = many
        super().__init__(
            [
                forms.Select(choices=[("", f"{at}. –"), *choices], attrs={"aria-label": f"{at}."})
                for at in range(1, many + 1)
            ]
        )

    def decompress(self, value: Any) -> list[str]:
        """The entries, one for each control."""
        entries = str(value or "").split("\n")
        return [*entries, *[""] * self.many][: self.many]


class InOrderField(forms.MultiValueField):
    """Choices in an order, as lines."""

    def __init__(self, *, choices: Sequence[Choice], many: int, **words: Any) -> None:
        fields = [forms.ChoiceField(choices=[("", "–"), *choices], required=False) for _at in range(many)]
        super().__init__(fields, widget=InOrder(choices, many), require_all_fields=False, **words)

    def compress(self, data_list: Sequence[str]) -> str:
        """The entries that are filled in, a line each."""
        return "\n".join(one for one in data_list or () if one)


class TickedField(forms.MultipleChoiceField):
    """Choices whose order does not count."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        """The entries of a text."""
        return value.split("\n") if isinstance(value, str) else value


def folds(bound: forms.BoundField) -> bool:
    """Whether a list that holds nothing is folded away: a rule has six of them, and most rules fill in one or two."""
    many = isinstance(bound.field, TickedField | InOrderField)
    return many and not bound.field.required and not bound.errors and not any(bound.value() or ())


class RowForm(forms.Form):
    """One row: a control for each cell with its meaning as help; what cannot be is said beside its cell."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, section: str, references: Mapping[str, Sequence[Choice]], row: Mapping[str, str],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        self.section, self.cells_asked = section, SECTION_WORDS[section].cells
        kwargs["initial"] = {one.name: _shown(one, row.get(one.name, "")) for one in self.cells_asked} | (
            kwargs.get("initial") or {}
        )
        super().__init__(*args, **kwargs)
        for one in self.cells_asked:
            self.fields[one.name] = _field(section, one, references, row.get(one.name, ""))

    def clean(self) -> dict[str, Any]:
        """Every cell has to be what it can hold, and the row as a whole what a row can be."""
        given = super().clean() or {}
        known = set(self.errors)
        for fault in record_of(self.section, self.cells)[1]:
            if fault.cell not in known:
                self.add_error(fault.cell or None, f"{said(fault.what)} {said(fault.remedy)}")
        return given

    @property
    def cells(self) -> Texts:
        """The row as texts, empty ones left out."""
        texts = {one.name: _text(one, self.cleaned_data.get(one.name)) for one in self.cells_asked}
        return {name: text for name, text in texts.items() if text}


def data_of(section: str, texts: Mapping[str, str]) -> MultiValueDict[str, Any]:
    """Texts as the form of a row would send them."""
    sent = MultiValueDict[str, Any]()
    for one in SECTION_WORDS[section].cells:
        text = texts.get(one.name, "")
        sent.setlist(one.name, text.split("\n") if one.kind == "codes" and not _is_lines(section, one) else [text])
        if one.kind == "spans":
            sent[one.name] = ", ".join(text.split("\n"))
        for at, entry in enumerate(text.split("\n") if one.name in ORDERED else ()):
            sent[f"{one.name}_{at}"] = entry
        if not text:
            sent.pop(one.name)
    return sent


def _named(section: str, one: Cell) -> str:
    """The section whose names a cell may hold; nothing where it names none."""
    return next((to for of, name, to in REFERENCES if (of, name) == (section, one.name)), "")


def _is_lines(section: str, one: Cell) -> bool:
    """Whether a list is written one entry a line rather than ticked."""
    return one.name != "wishes" and _named(section, one) not in TICKED


def _shown(one: Cell, text: str) -> Any:
    if one.kind == "yes_no":
        return text == "true"
    if one.kind == "spans":
        return ", ".join(text.split("\n"))
    if one.kind == "date":
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _text(one: Cell, value: Any) -> str:
    if value is True:
        return "true"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "\n".join(value)
    text = str(value or "").replace("\r\n", "\n").strip()
    return "\n".join(part.strip() for part in text.split(",") if part.strip()) if one.kind == "spans" else text


def _field(section: str, one: Cell, references: Mapping[str, Sequence[Choice]], now: str) -> forms.Field:
    named = _named(section, one)
    words: dict[str, Any] = {
        "label": heading_of(one), "help_text": one.meaning[:1].upper() + one.meaning[1:] + ".",
        "required": one.required and one.kind != "yes_no",
    }  # fmt: skip
    if one.kind == "codes":
        return _list_field(section, one, references, now, words)
    if one.kind == "yes_no":
        return forms.BooleanField(**words)
    if one.kind == "date":
        return DayField(**words)
    if one.choices:
        return forms.ChoiceField(
            choices=_menu([(each, each.replace("_", " ")) for each in one.choices if each]), **words
        )
    if named:
        known = _with(references.get(named, ()), [now])
        return forms.ChoiceField(choices=_menu(known), widget=ComboBox, **words)
    return forms.CharField(widget=_box(one, now), **words)


def _list_field(
    section: str, one: Cell, references: Mapping[str, Sequence[Choice]], now: str, words: dict[str, Any]
) -> forms.Field:
    entries = [each for each in now.split("\n") if each]
    if one.name == "wishes":
        return TickedField(choices=WISHES, **words)
    if not _is_lines(section, one):
        known = _with(references.get(_named(section, one), ()), entries)
        if one.name == "closes":
            known = [("all", str(_("every service"))), *(each for each in known if each[0] != "all")]
        if one.name in ORDERED:
            return InOrderField(choices=known, many=max(3, len(entries) + 1), **words)
        return TickedField(choices=known, **words)
    words["help_text"] = f"{words['help_text']} {_('One a line.')}"
    return forms.CharField(widget=forms.Textarea(attrs={"rows": min(12, max(3, len(entries) + 1))}), **words)


def _with(known: Sequence[Choice], held: Sequence[str]) -> list[Choice]:
    """The choices, and what the row holds though it is none of them: a form never drops it in silence."""
    codes = {code for code, _name in known}
    return [*known, *((one, one) for one in held if one and one not in codes)]


def _menu(choices: Sequence[Choice]) -> list[tuple[str, Any]]:
    return [("", _("None")), *choices]


def _box(one: Cell, now: str) -> forms.Widget:
    if one.kind in {"whole", "number"}:
        return forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    if one.kind == "text" and (len(now) > LINE or one.name in {"because", "why", "script", "script_es", "words"}):
        return forms.Textarea(attrs={"rows": 3})
    return forms.TextInput()


class BeginForm(forms.Form):
    """What a new edition begins from."""

    STUDY, FILE, COPY, BARE = "study", "file", "copy", "bare"
    begin = forms.ChoiceField(label=_("Begin"), widget=forms.RadioSelect)
    study = forms.ChoiceField(
        label=_("Study"), required=False,
        help_text=_("Where it is made from a study: the board’s decisions first, else what the study proposes."),
    )  # fmt: skip
    edition = forms.ChoiceField(label=_("Edition"), required=False, help_text=_("Where it is a copy."))
    file = forms.FileField(
        label=_("protocol.toml"), required=False, widget=FileUpload, help_text=_("Where it is made from a file.")
    )

    def __init__(
        self, *args: Any, editions: Sequence[Choice], studies: Sequence[Choice] = (), **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        ways: list[tuple[str, Any]] = [(self.STUDY, _("from what was decided in a study"))] if studies else []
        ways += [(self.COPY, _("as a copy of an edition"))] if editions else []
        ways += [
            (self.FILE, _("from a file, protocol.toml")),
            (self.BARE, _("bare: the questions, routes and rules that every edition holds")),
        ]
        self.fields["begin"].choices = ways  # type: ignore[attr-defined] # a ChoiceField
        self.fields["edition"].choices = [("", _("Choose one")), *editions]  # type: ignore[attr-defined] # as above
        self.fields["study"].choices = [("", _("Choose one")), *studies]  # type: ignore[attr-defined] # as above
        if not editions:
            del self.fields["edition"]
        if not studies:
            del self.fields["study"]

    def clean(self) -> dict[str, Any]:
        """What is needed for the way that was chosen."""
        given = super().clean() or {}
        way = given.get("begin")
        if way == self.STUDY and not given.get("study"):
            self.add_error("study", _("Choose the study."))
        if way == self.COPY and not given.get("edition"):
            self.add_error("edition", _("Choose the edition to copy."))
        if way == self.FILE and not given.get("file"):
            self.add_error("file", _("Choose the file."))
        if way == self.FILE and given.get("file") and given["file"].size > LARGEST_FILE:
            self.add_error("file", _("It is larger than 2 MB. Give a file of one edition."))
        return given


class KeepForm(forms.Form):
    """What makes a tried call a worked call of the edition."""

    code = forms.SlugField(label=_("Name"), help_text=_("Short and lasting, as in lost-phone-at-night."))
    words = forms.CharField(label=_("The call, in words a dispatcher would use"), max_length=400)
    source = forms.CharField(label=_("Where the expectation comes from"), max_length=400)
