"""What is asked on an edition's way to force."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from arcs.files.protocol.matrix import LARGEST_TABLE
from arcs.web.protocols.approval_actions import LONGEST_COMMENT, LONGEST_WORDS
from arcs.web.protocols.models import Decision
from arcs.web.protocols.words import SECTION_WORDS
from arcs.web.ui.widgets import DayField, FileUpload

DECISIONS = ((Decision.APPROVED, _("I approve it")), (Decision.REFUSED, _("I refuse it")))


class Named(forms.Form):
    """Several forms stand on one page, so the controls of each bear its own name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.removesuffix('Form').lower()}-%s")
        super().__init__(*args, **kwargs)


class StepForm(Named):
    """A step of an edition, as of the version that its page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class SendForm(StepForm):
    """Send for review exactly what the page showed."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class SayForm(StepForm):
    """An approver's word."""

    role = forms.ChoiceField(label=_("In the role"))
    decision = forms.ChoiceField(label=_("Your word"), choices=DECISIONS, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In words"), required=False, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A refusal needs its reason."),
    )  # fmt: skip

    def __init__(self, *args: Any, roles: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(str(pk), name) for pk, name in roles.items()]  # type: ignore[attr-defined] # a ChoiceField
        if len(roles) == 1:
            self.fields["role"].initial = str(next(iter(roles)))

    def clean(self) -> dict[str, Any]:
        """A refusal says why."""
        given = super().clean() or {}
        if given.get("decision") == Decision.REFUSED and not given.get("words", "").strip():
            self.add_error("words", _("Say why: a refusal needs its reason."))
        return given


class BeginsForm(StepForm):
    """From which day an edition holds."""

    begins = DayField(label=_("It holds from"), help_text=_("Today or later, on the programme’s own clock."))


class EndsForm(StepForm):
    """From which day an edition no longer holds."""

    ends = DayField(label=_("It no longer holds from"), help_text=_("The first day on which it does not hold."))


class ApproverForm(StepForm):
    """One more role that must approve."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, roles: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Choose a role")), *roles]  # type: ignore[attr-defined] # a ChoiceField


class CommentForm(Named):
    """What somebody says of an edition."""

    section = forms.ChoiceField(label=_("About"), required=False)
    key = forms.CharField(
        label=_("Row"), required=False, max_length=400, help_text=_("The name of one row of it; empty: all of it.")
    )
    text = forms.CharField(
        label=_("What you want to say"), max_length=LONGEST_COMMENT, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            ("", _("The whole edition")), *((name, one.title) for name, one in SECTION_WORDS.items()),
        ]  # fmt: skip


class MatrixForm(forms.Form):
    """The region's adopted matrix as a table."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    file = forms.FileField(label=_("The matrix, as CSV"), widget=FileUpload)

    def clean_file(self) -> Any:
        """A matrix is small."""
        given = self.cleaned_data["file"]
        if given.size > LARGEST_TABLE:
            raise forms.ValidationError(_("It is too large for a matrix. Give the matrix only."))
        return given


class ReviewForm(forms.Form):
    """What somebody saw in a week of the shadow."""

    week = forms.DateField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("What you saw"), max_length=LONGEST_COMMENT, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Which differences you looked at, and whether any of them should hold the edition back."),
    )  # fmt: skip
