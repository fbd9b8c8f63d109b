"""What is asked about a study folder: the ZIP to bring in, and the seed of an evaluation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from arcs.web.studies.actions import SEED
from arcs.web.studies.forms import SizedForm
from arcs.web.ui.widgets import FileUpload


class FolderForm(SizedForm):
    """A study folder as one ZIP, to be taken into the tables."""

    sized = "folder"
    folder = forms.FileField(
        label=_("Study folder"),
        help_text=_("The folder with study.toml, packed as one ZIP. Nothing changes before you have seen what would."),
        widget=FileUpload,
    )


class SeedForm(forms.Form):
    """With which seed the draws of an evaluation begin."""

    seed = forms.IntegerField(
        label=_("Seed of the draws"), initial=SEED, min_value=0, max_value=2**31,
        help_text=_("The same study and seed give the same report, here and on the command line."),
    )  # fmt: skip
