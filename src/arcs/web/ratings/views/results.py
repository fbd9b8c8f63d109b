"""What raters said, as far as it may be shown: agreement, share of Yes, coding rules, one call type."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arcs.web.ratings import pages, queries
from arcs.web.ratings.models import RatingRound
from arcs.web.studies import queries as studies
from arcs.web.studies.frozen_pages import table_csv
from arcs.web.studies.models import Study
from arcs.web.studies.views.finding import asker, found
from arcs.web.ui.list_files import csv_response
from arcs.web.ui.lists import list_page
from arcs.web.ui.tables import shown_table


def _nothing(request: HttpRequest, study: Study) -> HttpResponse:
    return render(request, "ratings/nothing.html", {"study": study})


def _common(request: HttpRequest, study: Study, of_round: RatingRound) -> dict[str, object]:
    return {
        "study": study, "round": of_round, "publication": queries.newest_publication(asker(request), of_round),
    }  # fmt: skip


@login_required
@require_safe
def agreement(request: HttpRequest, study: UUID) -> HttpResponse:
    """Agreement by item, and the heat map of call types × items."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    of_round = queries.published_round(who, one)
    if of_round is None:
        return _nothing(request, one)
    asked = queries.instrument(of_round)
    types = queries.type_summaries(who, of_round).prefetch_related("pairs")
    page = list_page(request.GET, pages.agreement_list(asked), types)
    if page.wants_csv:
        return csv_response(page)
    rows = queries.item_summaries(who, of_round)
    table = pages.items_table(of_round, asked, rows)
    words = {
        "title": pages.finding(asked, rows), "page": page, "table": shown_table(table),
        "definitions": [each for each in table.columns if each.definition],
    }  # fmt: skip
    return render(request, "ratings/agreement.html", _common(request, one, of_round) | words)


@login_required
@require_safe
def items_csv(request: HttpRequest, study: UUID) -> HttpResponse:
    """Agreement by item as CSV."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    of_round = found(queries.published_round(who, one))
    rows = queries.item_summaries(who, of_round)
    return table_csv(pages.items_table(of_round, queries.instrument(of_round), rows))


@login_required
@require_safe
def shares(request: HttpRequest, study: UUID) -> HttpResponse:
    """Share of Yes by call type, with lines at the majority and at two thirds."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    of_round = queries.published_round(who, one)
    if of_round is None:
        return _nothing(request, one)
    types = queries.type_summaries(who, of_round).prefetch_related("pairs")
    page = list_page(request.GET, pages.shares_list(queries.instrument(of_round)), types)
    if page.wants_csv:
        return csv_response(page)
    return render(request, "ratings/shares.html", _common(request, one, of_round) | {"page": page})


@login_required
@require_safe
def rules(request: HttpRequest, study: UUID, rule_from: str, rule_to: str) -> HttpResponse:
    """What another coding rule would change; with script only that part of the page is asked for."""
    who = asker(request)
    one = found(studies.study_seen_by(who, study))
    of_round = queries.published_round(who, one)
    if of_round is None:
        return _nothing(request, one)
    asked = queries.instrument(of_round)
    if rule_from not in pages.PRESET_NAMES or rule_to not in pages.PRESET_NAMES:
        raise Http404
    definition = pages.changes_list(asked, rule_from, rule_to)
    page = list_page(request.GET, definition, queries.changes_of(who, of_round, rule_from, rule_to))
    if page.wants_csv:
        return csv_response(page)
    by_item = queries.changes_by_item(who, of_round, rule_from, rule_to)
    words = {
        "page": page, "rule_from": rule_from, "rule_to": rule_to, "presets": list(pages.PRESET_NAMES.items()),
        "name_from": pages.PRESET_NAMES[rule_from], "name_to": pages.PRESET_NAMES[rule_to],
        "by_item": [(_(item.heading), by_item.get(item.name, 0)) for item in asked.items],
        "changed": sum(by_item.values()), "compared": queries.pairs_shown(who, of_round).count(),
    }  # fmt: skip
    return render(request, "ratings/rules.html", _common(request, one, of_round) | words)


@login_required
@require_safe
def call_type(request: HttpRequest, round_type: UUID) -> HttpResponse:
    """One call type: how each item was answered, and comments."""
    who = asker(request)
    one = found(queries.type_seen_by(who, round_type))
    pairs = queries.pairs_of(who, one.round, [one.call_type]).get(one.call_type, {})
    counts = queries.counts_of_type(who, one)
    shown = [
        pages.item_shown(item, pairs[item.name], counts.get(item.name, {}))
        for item in queries.instrument(one.round).items
        if item.name in pairs
    ]
    words = {"round_type": one, "items": shown, "comments": queries.comments_of_type(who, one)}
    return render(request, "ratings/type.html", _common(request, one.round.study, one.round) | words)
