"""What is asked about studies. Lists of zones, parts and columns are the core's and the models' own."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from arcs.core.calls.columns import POINTS, UNIT_POINTS
from arcs.core.workload import CHOOSABLE
from arcs.files.exports.mapping import DAY_ORDERS, DURATION_UNITS, FIELDS
from arcs.web.people.lists import named
from arcs.web.people.models import Staff
from arcs.web.studies.models import ColumnFound, Part, Study
from arcs.web.studies.server_folder import offered
from arcs.web.studies.upload_limit import was_too_large
from arcs.web.ui.seen_forms import Beside, SeenForm, differing
from arcs.web.ui.widgets import ComboBox, FileUpload

NOT_USED = ("", _("Leave out"))
MOST_OFFERED = 50  # of people, at a time
KEPT_WHEN_EMPTY = ("time_zone", "day_order")


class StudyForm(SeenForm):
    """A study's front page."""

    class Meta:
        model = Study
        fields = ("title", "place", "subtitle", "about", "period", "invented", "invented_words")
        labels = {  # noqa: RUF012 - Django's own way
            "title": _("Title"),
            "place": _("City or village"),
            "subtitle": _("Subtitle"),
            "about": _("What it is about"),
            "period": _("Period"),
            "invented": _("Something in this study is invented"),
            "invented_words": _("What is invented"),
        }
        help_texts = {  # noqa: RUF012 - Django's own way
            "title": _("As in “Essential calls for service 2026”."),
            "period": _("In words, as in “the year 2025”."),
            "invented": _("Every page will say so."),
            "invented_words": _("One sentence, as in “All calls are invented”."),
        }
        widgets = {"about": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012 - Django's own way

    def clean(self) -> dict[str, Any]:
        """Whoever says that something is invented also says what."""
        given = super().clean() or {}
        if given.get("invented") and not given.get("invented_words"):
            self.add_error("invented_words", _("Write in one sentence what is invented."))
        if not given.get("invented"):
            given["invented_words"] = ""
        return given


class WhomForm(forms.Form):
    """Whom to look for among those who may join a study."""

    only_narrows = True

    whom = forms.CharField(
        label=_("Find a person"), required=False, max_length=120, help_text=_("A part of the name or e-mail address.")
    )


class MemberForm(forms.Form):
    """Who joins the study, and as what. Of many people the first are offered; `is_more` says that there are others."""

    staff = forms.ModelChoiceField(
        queryset=Staff.objects.none(), label=_("Person"), widget=ComboBox, empty_label=_("Choose a person")
    )
    part = forms.ChoiceField(choices=Part.choices, label=_("Part"), initial=Part.ANALYST)

    def __init__(self, *args: Any, staff: QuerySet[Staff], whom: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list((staff.filter(named(whom)) if whom else staff)[: MOST_OFFERED + 1])
        self.is_more = len(found) > MOST_OFFERED
        self.fields["staff"].queryset = staff  # type: ignore[attr-defined]  # a model's choices
        offered = [(str(one.pk), str(one)) for one in found[:MOST_OFFERED]]
        self.fields["staff"].choices = [("", _("Choose a person")), *offered]  # type: ignore[attr-defined]  # as above


class ManyFiles(FileUpload):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:
        """Every file, each checked as one."""
        given = data if isinstance(data, list | tuple) and data else [data or None]
        if not self.required and not any(given):
            return []
        return [super(FilesField, self).clean(one, initial) for one in given]


def zones() -> list[tuple[str, Any]]:
    """Time zones with a city, as a menu; first the choice of saying nothing."""
    named = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/")))
    return [("", _("Not stated")), *((name, name.replace("_", " ")) for name in named)]


class SizedForm(forms.Form):
    """A form of files that says so when they were more than the installation takes."""

    sized: ClassVar[str] = ""

    def __init__(self, *args: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if request is not None and was_too_large(request):
            self.fields[self.sized].error_messages["required"] = _(
                "These files are larger than this installation takes at once. Upload fewer of them, or a ZIP."
            )


class UploadForm(SizedForm):
    """The export's files, and what we may already know about them."""

    sized = "exports"
    exports = FilesField(
        label=_("Files of the export"),
        help_text=_("CSV, Excel, Parquet or a ZIP of them; weekly or monthly files together."),
    )
    mapping = forms.FileField(
        required=False,
        label=_("Mapping file"),
        help_text=_("If you saved one from an earlier import (mapping.toml)."),
        widget=FileUpload,
    )

    server_files = forms.MultipleChoiceField(
        required=False, label=_("Files on the server"), widget=forms.CheckboxSelectMultiple,
        help_text=_("They lie in the folder that whoever runs this installation has named."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        files = offered()
        if not files:
            del self.fields["server_files"]
            return
        named = [(one.name, f"{one.name} ({filesizeformat(one.size)})") for one in files]
        self.fields["server_files"].choices = named  # type: ignore[attr-defined]  # a choice field's own
        self.fields["exports"].required = bool(self.is_bound and not self.data.getlist("server_files"))  # type: ignore[attr-defined]  # a QueryDict

    def clean_mapping(self) -> str:
        """The mapping file's text."""
        given = self.cleaned_data.get("mapping")
        if not given:
            return ""
        try:
            return str(given.read(1 << 20), "utf-8-sig")
        except UnicodeDecodeError as wrong:
            raise forms.ValidationError(_("It is not text. Choose the mapping.toml that you saved.")) from wrong


class StudyFolderForm(SizedForm):
    """A study folder as one ZIP, to be evaluated."""

    sized = "folder"
    folder = forms.FileField(
        label=_("Study folder"), help_text=_("The folder with study.toml, packed as one ZIP file."), widget=FileUpload
    )
    seed = forms.IntegerField(
        label=_("Seed of the draws"),
        initial=2022,
        min_value=0,
        max_value=2**31,
        help_text=_("The same folder and seed give the same report."),
    )


def meanings() -> list[tuple[Any, Any]]:
    """What a column can mean, as grouped choices."""
    points = [(f"times.{point}", words) for point, words in POINTS.items()]
    clocks = [(f"times.{point}.clock", f"{words}, clock only") for point, words in POINTS.items()]
    epochs = [(f"times.{point}.epoch", f"{words}, as a count of seconds") for point, words in POINTS.items()]
    units = [(f"unit_times.{point}", words) for point, words in UNIT_POINTS.items()]
    clocks += [(f"unit_times.{point}.clock", f"{words}, clock only") for point, words in UNIT_POINTS.items()]
    epochs += [(f"unit_times.{point}.epoch", f"{words}, as a count of seconds") for point, words in UNIT_POINTS.items()]
    return [
        NOT_USED,
        (_("The call"), [(f"columns.{name}", name.replace("_", " ").capitalize()) for name in FIELDS]),
        (_("Times of the call"), points),
        (_("Times of each unit"), units),
        (_("Length of the call"), [(f"duration.{unit}", f"Duration in {unit}") for unit in DURATION_UNITS]),
        (_("Clocks beside a date"), clocks),
        (_("Counts of seconds"), epochs),
    ]


class MappingForm(forms.Form):
    """One meaning for each column of the export, the clocks' zone, and which calls count."""

    time_zone = forms.ChoiceField(choices=zones, required=False, label=_("Time zone of the clocks"), widget=ComboBox)
    day_order = forms.ChoiceField(
        choices=[("", _("As the data show")), *((one, one.capitalize()) for one in DAY_ORDERS)],
        required=False,
        label=_("Dates such as 03/04"),
    )
    where_column = forms.ChoiceField(
        choices=[("", _("Every call")), *((one, one.replace("_", " ").capitalize()) for one in CHOOSABLE)],
        required=False,
        label=_("Count only calls with"),
    )
    where_value = forms.CharField(
        required=False, max_length=200, label=_("this value"), help_text=_("Exactly as it stands in the export.")
    )

    def __init__(self, *args: Any, columns: Sequence[ColumnFound], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = meanings()
        known = {key for _label, group in choices[1:] for key, _words in group} | {""}
        for one in columns:
            # A meaning that this menu does not know stays as it is.
            own = [] if one.meaning in known else [(one.meaning, one.meaning)]
            self.fields[f"column_{one.position}"] = forms.ChoiceField(
                choices=[*choices, *own],
                required=False,
                initial=one.meaning,
                label=_("Meaning of %(column)s") % {"column": one.column},
            )
        self._columns = columns

    def clean(self) -> dict[str, Any]:
        """A column and a value belong together, and one meaning has one column."""
        given = super().clean() or {}
        if bool(given.get("where_column")) != bool(given.get("where_value")):
            self.add_error("where_value", _("Choose a column and write a value, or neither."))
        seen: dict[str, str] = {}
        for one in self._columns:
            key = given.get(f"column_{one.position}", "")
            before = seen.setdefault(key, one.column) if key else one.column
            if before != one.column and key != one.meaning:
                self.add_error(
                    f"column_{one.position}",
                    _("“%(other)s” has this meaning already. Change that one first.") % {"other": before},
                )
        return given

    def beside(self, now: Mapping[str, object]) -> list[Beside]:
        """Where what was chosen differs from what stands; a choice left open keeps what stands."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value or name not in KEPT_WHEN_EMPTY}
        told = {key: words for _label, group in meanings()[1:] for key, words in group} | {NOT_USED[0]: NOT_USED[1]}

        def in_words(values: Mapping[str, object]) -> dict[str, object]:
            return {name: told.get(str(value), value) if name.startswith("column_") else value
                    for name, value in values.items()}  # fmt: skip

        return differing(in_words(now), in_words({**now, **chosen}), lambda name: str(self.fields[name].label))

    @property
    def meanings(self) -> dict[str, str]:
        """The meaning that each column was given."""
        return {one.column: self.cleaned_data[f"column_{one.position}"] for one in self._columns}

    @property
    def where(self) -> str:
        """The choice of calls, as the command line writes it."""
        column, value = self.cleaned_data["where_column"], self.cleaned_data["where_value"]
        return f"{column}={value}" if column else ""
