"""Form widgets of this look. Each is a plain control first; the vendored scripts make it more where they run."""

from typing import Any

from django import forms


class ComboBox(forms.Select):
    """A list to choose from by typing; without script it is a select."""

    shell = "usa-combo-box"


class DatePicker(forms.DateInput):
    """A day, typed as month/day/year or chosen from a calendar; it posts what stands in the box."""

    shell = "usa-date-picker"
    supports_microseconds = False

    def __init__(self, attrs: dict[str, Any] | None = None, format: str = "%m/%d/%Y") -> None:
        super().__init__({"autocomplete": "off", "inputmode": "text"} | (attrs or {}), format=format)


class FileUpload(forms.ClearableFileInput):
    """A file to choose or to drop; without script it is the browser's own."""

    template_name = "django/forms/widgets/file.html"


class BoxedChoices(forms.RadioSelect):
    """One answer of several, each in its own box: for the choice that matters most on a page."""

    boxed = True


class DayField(forms.DateField):
    """A day in any of the ways people write one here."""

    widget = DatePicker

    def __init__(self, **options: Any) -> None:
        options.setdefault("input_formats", ["%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y"])
        super().__init__(**options)
