"""How a bound field is laid out, and what the summary of a form's errors says."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django import forms
from django.forms import BaseForm, BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Shape:
    """`kind` picks the markup, `shell` is the class around a control that a script widens, `default` its value.

    The scripts of a combo box and a calendar begin empty unless the shell says what stands there.
    """

    kind: Literal["input", "check", "choices", "several"]
    shell: str = ""
    boxed: bool = False
    default: str = ""


@dataclass(frozen=True, kw_only=True)
class ErrorLine:
    """One thing to check, and the id of the control it is about ("" for the whole form)."""

    text: str
    target: str


def shape_of(bound: BoundField) -> Shape:
    """The layout of one field, from its widget."""
    widget = bound.field.widget
    boxed = bool(getattr(widget, "boxed", False))
    if isinstance(widget, forms.CheckboxInput):
        return Shape(kind="check")
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return Shape(kind="choices", boxed=boxed)
    if widget.use_fieldset:
        return Shape(kind="several")
    shell = str(getattr(widget, "shell", ""))
    return Shape(kind="input", shell=shell, default=_DEFAULTS[shell](bound) if shell in _DEFAULTS else "")


def _choice(bound: BoundField) -> str:
    """The value of the option that is chosen."""
    value = bound.value()
    prepared = bound.field.prepare_value(value) if value is not None else ""
    return str(prepared)


def _day(bound: BoundField) -> str:
    """The day as the calendar wants it; what cannot be read stays in the control and is shown without the script."""
    try:
        value = bound.field.to_python(bound.value())
    except forms.ValidationError:
        return ""
    return value.isoformat()[:10] if isinstance(value, date) else ""


_DEFAULTS = {"usa-date-picker": _day, "usa-combo-box": _choice}


def attributes_of(bound: BoundField) -> dict[str, Any]:
    """The classes of the control; a class that the widget names itself is kept."""
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return {}
    own = str(widget.attrs.get("class", ""))
    inner = {"usa-combo-box": " usa-select", "usa-date-picker": " usa-input"}.get(str(getattr(widget, "shell", "")), "")
    if isinstance(widget, forms.FileInput):
        inner = " usa-file-input"
    return {"class": f"input{inner} {own}".strip()}


def said_of(bound: BoundField) -> list[str]:
    """A field's errors in words that help; Django's own "This field is required." says nothing to do."""
    chosen = isinstance(bound.field.widget, forms.Select | forms.RadioSelect | forms.FileInput)
    plain = _("Please choose one.") if chosen else _("Please fill this in.")
    usual = str(forms.Field.default_error_messages["required"])
    return [str(plain) if str(text) == usual else str(text) for text in bound.errors]


def _line(bound: BoundField, text: str) -> str:
    """The line of the summary: an error that names nothing is led by the field's label."""
    plain = {str(_("Please choose one.")), str(_("Please fill this in."))}
    return f"{bound.label}: {text}" if text in plain else text


def lines_of(form: BaseForm) -> list[ErrorLine]:
    """Each error of a form, in the order of its fields; first those of the whole form."""
    lines = [ErrorLine(text=str(text), target="") for text in form.non_field_errors()]
    for bound in form:
        target = bound.auto_id if shape_of(bound).kind == "choices" else bound.id_for_label or bound.auto_id
        lines += [ErrorLine(text=_line(bound, text), target=target) for text in said_of(bound)]
    return lines


def retyping_of(form: BaseForm) -> str | Promise:
    """What a browser cannot give back: passwords and files have to be given again."""
    kinds = [bound.field.widget for bound in form]
    if any(isinstance(widget, forms.FileInput) for widget in kinds):
        return _("Only the file has to be chosen again.")
    if any(isinstance(widget, forms.PasswordInput) for widget in kinds):
        return _("Only the password has to be typed again.")
    return ""
