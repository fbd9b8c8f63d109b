"""What is asked on the pages of the settings. Each row's rules are the core's; a form only turns words into values."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME, BaseFormSet, formset_factory
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from arcs.core import agency as core
from arcs.core.agency import SECTIONS, WEEKDAYS, Programme, Section, Span, conflicts
from arcs.core.agency.rows import EVERY_SERVICE, LONGEST_TEXT
from arcs.core.cells import cells
from arcs.core.refusal import Refusal
from arcs.web.ui.widgets import DayField, FileUpload

MOST_ROWS = 400
Words = Any  # a text, translated when it is shown: the stubs name its type, Django does not
ENGLISH = core.Language(code="en", name="English", original=True)
DAY_NAMES = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)  # fmt: skip


def said(refused: Refusal) -> str:
    """A refusal beside the field that it is about: why, and what to do."""
    why = refused.why[:1].upper() + refused.why[1:]
    return f"{why}. {refused.remedy[:1].upper()}{refused.remedy[1:]}."


class HoursField(forms.CharField):
    """Hours of one day as people write them: "08:30-12:00, 13:00-17:00"; nothing means closed."""

    def clean(self, value: Any) -> tuple[Span, ...]:
        """The spans; what cannot be read stays as it was typed."""
        try:
            return tuple(Span.parse(one) for one in str(value or "").split(",") if one.strip())
        except Refusal as refused:
            raise ValidationError(said(refused)) from None


class CodesField(forms.CharField):
    """Codes divided by commas."""

    def clean(self, value: Any) -> tuple[str, ...]:
        """The codes in the order given, each once."""
        return tuple(dict.fromkeys(one.strip() for one in str(value or "").split(",") if one.strip()))


def _text(label: Words, hint: Words = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=required, max_length=LONGEST_TEXT)


def _choice(label: Words, choices: list[tuple[str, Any]], hint: Words = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", _("Choose one")), *choices], help_text=hint)


class RowForm(forms.Form):
    """One row of a section. `row` holds it once the form is valid; a blank new form has none."""

    row_kind: ClassVar[type[Any]]
    row: Any = None

    def __init__(self, *args: Any, programme: Programme, **named: Any) -> None:
        super().__init__(*args, **named)
        self.programme = programme

    def clean(self) -> dict[str, Any]:
        """Let the core judge the whole row."""
        values = super().clean() or {}
        if not self.errors and (self.has_changed() or not self.empty_permitted):
            try:
                self.row = self.row_kind(
                    **{name: value for name, value in values.items() if name != DELETION_FIELD_NAME}
                )
            except Refusal as refused:
                self.add_error(None, said(refused))
        return values

    @property
    def title(self) -> str:
        """What heads the row on the page."""
        begun = self.initial or {}
        return str(begun.get("name") or begun.get("kind") or _("New")).replace("_", " ")

    @property
    def is_open(self) -> bool:
        """Whether the row shows its fields at once: it is new, was touched, or has something to check."""
        return not self.initial or bool(self.is_bound and (self.errors or self.has_changed()))

    @classmethod
    def initial_of(cls, row: Any) -> dict[str, Any]:
        """What the form of an existing row begins with."""
        return {one.name: _begun(getattr(row, one.name)) for one in cells(cls.row_kind)}


def _begun(value: Any) -> Any:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class LanguageForm(RowForm):
    """A language."""

    row_kind = core.Language
    name = _text(_("Name"), _("As its speakers write it, for example Español."))
    code = _text(_("Code"), _("For example es."))
    original = forms.BooleanField(label=_("Our texts are written first in this language"), required=False)
    reviewed_by = _text(
        _("Reviewed by"),
        _("The translator's name. Until somebody signs, pages say “not yet reviewed”."),
        required=False,
    )
    reviewed_on = DayField(label=_("Reviewed on"), required=False)


class ServiceForm(RowForm):
    """A service and its hours."""

    row_kind = core.Service
    name = _text(_("Name"), _("As residents read it."))
    code = _text(_("Code"), _("Short and lasting, for example cso. Holidays and targets name it."))
    kind = _choice(_("How it answers"), [(one.value, _(one.label)) for one in core.ServiceKind])
    telephone = _text(_("Telephone"), required=False)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for code, name in zip(WEEKDAYS, DAY_NAMES, strict=True):
            hint = (
                _("For example 08:30-17:00, or 08:30-12:00, 13:00-17:00, or 22:00-06:00.") if code == "monday" else ""
            )
            self.fields[code] = HoursField(label=name, required=False, help_text=hint)


class HolidayForm(RowForm):
    """A holiday."""

    row_kind = core.Holiday
    on = DayField(label=_("Day"))
    name = _text(_("Holiday"))
    closes = forms.MultipleChoiceField(label=_("Who stays closed"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        services = [(one.code, one.name) for one in self.programme.services]
        cast(forms.MultipleChoiceField, self.fields["closes"]).choices = [
            (EVERY_SERVICE, _("Every service")),
            *services,
        ]

    @property
    def title(self) -> str:
        """The holiday with its day."""
        begun = self.initial or {}
        return f"{begun['name']}, {date_format(begun['on'])}" if begun else str(_("New"))

    def clean_closes(self) -> tuple[str, ...]:
        """Codes as the core holds them."""
        return tuple(self.cleaned_data["closes"])

    @classmethod
    def initial_of(cls, row: Any) -> dict[str, Any]:
        """Boxes are ticked by a list."""
        return {"on": row.on, "name": row.name, "closes": list(row.closes)}


class AreaForm(RowForm):
    """An area."""

    row_kind = core.Area
    name = _text(_("Name"))
    code = _text(_("Code"), _("As dispatch writes it, in small letters."))
    neighbors = CodesField(
        label=_("Beside"), required=False, help_text=_("Codes of the areas beside it, divided by commas.")
    )
    kind = _text(_("Kind"), _("One word in small letters: beat, ward, neighborhood."))


class ThresholdForm(RowForm):
    """A threshold."""

    row_kind = core.Threshold
    name = _text(_("Name"))
    code = _text(_("Code"))
    value = forms.DecimalField(label=_("Number"), min_value=0)
    unit = _text(_("Unit"), _("What it counts."))
    source = _text(_("Source"), _("The rule, law or decision."))
    definition = _text(_("What happens at it"))


class TargetForm(RowForm):
    """A target."""

    row_kind = core.Target
    service = _choice(_("Service"), [])
    measure = _text(_("From when to when"), _("For example: received to arrived."))
    statistic = _choice(
        _("What of the waits"),
        [(one.value, _(one.label)) for one in core.Statistic],
        _("Never an average: one long wait moves it."),
    )
    minutes = forms.DecimalField(label=_("Minutes"))
    share = forms.DecimalField(
        label=_("Share"), required=False, help_text=_("Only for a share within the minutes, for example 0.80.")
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        services = [(one.code, one.name) for one in self.programme.services]
        cast(forms.ChoiceField, self.fields["service"]).choices = [("", _("Choose one")), *services]

    @property
    def title(self) -> str:
        """The service, what is measured and what of the waits."""
        begun = self.initial or {}
        names = {one.code: one.name for one in self.programme.services}
        if not begun:
            return str(_("New"))
        statistic = _(core.Statistic(begun["statistic"]).label)
        return f"{names.get(begun['service'], begun['service'])}, {begun['measure']}: {statistic}"


class RetentionForm(RowForm):
    """How long a kind of record is kept."""

    row_kind = core.Retention
    kind = _text(_("Kind of record"), _("For example audit_events."))
    keep_days = forms.IntegerField(label=_("Days kept"), min_value=1, help_text=_("Counted from its closing."))
    legal_basis = _text(_("On what ground"), _("The law, schedule or decision."))


if TYPE_CHECKING:
    RowForms = BaseFormSet[RowForm]
else:  # Django's own class takes no argument when it runs
    RowForms = BaseFormSet


class RowFormSet(RowForms):
    """The rows of one section; judged together with the rest of the settings."""

    section: ClassVar[Section]

    def __init__(self, data: Any = None, *, programme: Programme) -> None:
        self.programme = programme
        begun = [self.form.initial_of(row) for row in getattr(programme, self.section.name)]
        super().__init__(data, initial=begun, form_kwargs={"programme": programme}, prefix="row")

    def add_fields(self, form: Any, index: int | None) -> None:
        """Each row can be taken out by a box, without a script."""
        super().add_fields(form, index)
        form.fields[DELETION_FIELD_NAME].label = _("Take this one out")

    @property
    def kept(self) -> list[RowForm]:
        """The forms whose rows stay."""
        return [one for one in self.forms if one.row is not None and one not in self.deleted_forms]

    def clean(self) -> None:
        """Say where rows do not agree with each other, or with another section."""
        if any(one.errors for one in self.forms if one not in self.deleted_forms):
            return
        rows = tuple(one.row for one in self.kept)
        for one in conflicts(
            {each.name: getattr(self.programme, each.name) for each in SECTIONS} | {self.section.name: rows}
        ):
            words = said(Refusal(one.place.where, one.why, one.remedy))
            if one.place.section == self.section.name and one.place.nth < len(self.kept):
                self.kept[one.place.nth].add_error(one.place.key, words)
                return
            raise ValidationError(f"{one.place.where[:1].upper()}{one.place.where[1:]}: {words}")

    def new_programme(self) -> Programme:
        """The settings with these rows in place of the section's old ones."""
        changed: dict[str, Any] = {self.section.name: tuple(one.row for one in self.kept)}
        return replace(self.programme, **changed)


class IdentityForm(forms.Form):
    """Who the programme is."""

    name = _text(_("Full name"))
    short_name = _text(_("Short name"), _("It heads every page."))
    place = _text(_("Place"), _("The city, village or county we serve."))
    time_zone = _text(_("Time zone"), _("For example America/Chicago. All hours are read on this clock."))
    telephone = _text(_("Telephone"), _("The number that residents call."), required=False)
    email = _text(_("E-mail"), required=False)
    picture = forms.FileField(
        label=_("Logo"), required=False, widget=FileUpload, help_text=_("PNG or JPEG, up to 300 kB and 2,000 pixels.")
    )
    no_logo = forms.BooleanField(label=_("Show no logo"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, programme: Programme | None) -> None:
        begun = (
            {}
            if programme is None
            else {one.name: getattr(programme.identity, one.name) for one in cells(core.Identity)}
        )
        super().__init__(data, files, initial=begun)
        self.programme = programme
        self.identity: core.Identity | None = None

    def clean(self) -> dict[str, Any]:
        """Let the core judge the whole."""
        values = super().clean() or {}
        if not self.errors:
            logo = "" if self.programme is None or values["no_logo"] else self.programme.identity.logo
            plain = {name: value for name, value in values.items() if name not in {"picture", "no_logo"}}
            try:
                self.identity = core.Identity(**plain, logo=logo)
            except Refusal as refused:
                self.add_error("time_zone" if "time zone" in refused.where else None, said(refused))
        return values

    def new_programme(self, logo: str = "") -> Programme:
        """The settings with this identity, and with a new logo where one was uploaded."""
        if self.identity is None:
            raise ValueError("The form is not valid.")
        identity = replace(self.identity, logo=logo) if logo else self.identity
        if self.programme is None:
            return Programme(identity=identity, languages=(ENGLISH,))
        return replace(self.programme, identity=identity)


class WhenForm(forms.Form):
    """From when a change holds, why, and what its editor had seen."""

    valid_from = DayField(label=_("Holds from"), help_text=_("Today or a later day."))
    note = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("A sentence for whoever reads the history."),
    )
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ChangeForm(WhenForm):
    """From when a change of one section holds, and the edition it is made upon."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class FileForm(WhenForm):
    """Settings as a file, and from when they hold."""

    file = forms.FileField(label=_("File"), widget=FileUpload, help_text=_("agency.toml, as you download it here."))
    field_order = ("file", "valid_from", "note")


ROW_FORMS: dict[str, type[RowForm]] = {
    "languages": LanguageForm,
    "services": ServiceForm,
    "holidays": HolidayForm,
    "areas": AreaForm,
    "thresholds": ThresholdForm,
    "targets": TargetForm,
    "retention": RetentionForm,
}


def _formset_of(section: Section) -> Callable[..., RowFormSet]:
    named = type(f"{section.row.__name__}FormSet", (RowFormSet,), {"section": section})
    made = formset_factory(
        ROW_FORMS[section.name], formset=named, extra=0, can_delete=True, max_num=MOST_ROWS, validate_max=True
    )
    return cast(Callable[..., RowFormSet], made)


FORMSETS = {section.name: _formset_of(section) for section in SECTIONS}
