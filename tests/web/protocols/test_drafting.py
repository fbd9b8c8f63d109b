"""Drafting an edition: rows are kept as they were given, nobody's work is overwritten, every change is undone."""

import pytest
from django.db import transaction
from tests.making.protocols import a_draft, a_drafter, example

from arcs.core.protocol import digest
from arcs.web.protocols import queries
from arcs.web.protocols.reading import digest_of
from arcs.web.wall.acting import acting_as

pytestmark = pytest.mark.django_db


def test_what_is_kept_is_the_edition_that_was_given() -> None:
    who = a_drafter()
    made = a_draft(who, example())
    with acting_as(who.pk), transaction.atomic():
        content = queries.content_seen_by(who, made)
    assert content.edition is not None
    assert content.digest == digest_of(example()) == digest(content.edition)
