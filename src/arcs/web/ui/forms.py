"""How Django's forms print here: label above, hint, error between, then the control."""

from django.forms.renderers import DjangoTemplates


class FormRenderer(DjangoTemplates):
    """The setting FORM_RENDERER names this class; `{{ form }}` then prints our fields and our summary of errors."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
