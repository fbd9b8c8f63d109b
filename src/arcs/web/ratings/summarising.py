"""What pages read of a round, worked out from its published counts, so that no page reads more than it prints."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import TypeVar
from uuid import UUID

import numpy as np
from django.db import models

from arcs.core.instruments.agreement import AnswerGrid, answer_grids, pair_agreement
from arcs.core.instruments.by_group import EVERYONE, agreement_by_group
from arcs.core.instruments.coding import Code, code_votes
from arcs.core.instruments.items import DONT_KNOW, Instrument, Item, instrument_from_dict
from arcs.core.instruments.presets import PRESETS
from arcs.core.instruments.ratings import Rating, of_groups
from arcs.web.ratings.models import (
    CodeChange,
    ItemSummary,
    PairSummary,
    PublishedComment,
    PublishedCount,
    RatingRound,
    RoundType,
    TypeSummary,
)
from arcs.web.ratings.published import Cell, coded

AT_ONCE = 2000
Row = TypeVar("Row", bound=models.Model)
Pairs = Mapping[tuple[str, str], Counter[str]]


def summarise(of_round: RatingRound) -> None:
    """Work everything out anew from the counts, in the open transaction."""
    instrument = instrument_from_dict(of_round.instrument)
    votes = votes_of(of_round.pk)
    pooled: dict[tuple[str, str], Counter[str]] = {}
    for (call_type, item, _group), answers in votes.items():
        pooled.setdefault((call_type, item), Counter()).update(answers)
    ratings = coded(votes, (), instrument)
    types = list(RoundType.objects.filter(round=of_round).order_by("position"))
    names = [one.call_type for one in types]
    grids = answer_grids(ratings, instrument, names)
    pairs = _pairs(of_round, instrument, names, pooled, grids)
    _clear(of_round, PairSummary)  # before the call types that its rows belong to
    summaries = _types(of_round, types, pairs)
    _replace(of_round, TypeSummary, summaries)
    own = {one.call_type: one for one in summaries}
    for pair in pairs:
        pair.of_type = own[pair.call_type]
    _replace(of_round, PairSummary, pairs)
    _replace(of_round, CodeChange, _changes(of_round, pairs))
    _replace(of_round, ItemSummary, _items(of_round, instrument, ratings, grids, pooled))


def votes_of(of_round: UUID) -> dict[Cell, dict[str, int]]:
    """The published counts by call type, item and group."""
    found: dict[Cell, dict[str, int]] = {}
    rows = PublishedCount.objects.filter(round_id=of_round)
    for call_type, item, group, answer, many in rows.values_list("call_type", "item", "group", "answer", "many"):
        found.setdefault((call_type, item, group), {})[answer] = many
    return found


def _clear(of_round: RatingRound, model: type[models.Model]) -> None:
    old = model._default_manager.filter(round=of_round)
    old._raw_delete(old.db)


def _replace(of_round: RatingRound, model: type[Row], rows: Sequence[Row]) -> None:
    _clear(of_round, model)
    model._default_manager.bulk_create(rows, batch_size=AT_ONCE)


def _pairs(
    of_round: RatingRound, instrument: Instrument, types: Sequence[str], pooled: Pairs, grids: Mapping[str, AnswerGrid]
) -> list[PairSummary]:
    made = []
    agreeing = {name: pair_agreement(grid.values) for name, grid in grids.items()}
    for at, call_type in enumerate(types):
        for place, item in enumerate(instrument.items):
            given = pooled.get((call_type, item.name))
            if given is None:
                continue
            codes = {name: _coded(call_type, item, given, name) for name in PRESETS}
            one = next(iter(codes.values()))
            agreement = float(agreeing[item.name][at])
            made.append(
                PairSummary(
                    study_id=of_round.study_id, round=of_round, call_type=call_type, item=item.name,
                    position=at * 1000 + place, answered=one.answered, dont_know=one.dont_know,
                    share_of_yes=one.share_of_yes, modal_share=one.modal_share,
                    agreement=None if np.isnan(agreement) else agreement,
                    codes={name: code.code for name, code in codes.items()},
                )
            )  # fmt: skip
    return made


def _coded(call_type: str, item: Item, given: Counter[str], preset: str) -> Code:
    return code_votes(call_type, item, given, PRESETS[preset].rule(item), dont_know=given[DONT_KNOW])


def _types(of_round: RatingRound, types: Sequence[RoundType], pairs: Sequence[PairSummary]) -> list[TypeSummary]:
    own: dict[str, list[PairSummary]] = {}
    for one in pairs:
        own.setdefault(one.call_type, []).append(one)
    said = Counter(PublishedComment.objects.filter(round=of_round).values_list("call_type", flat=True))
    made = []
    for asked in types:
        shown = own.get(asked.call_type, [])
        known = [each.agreement for each in shown if each.agreement is not None]
        made.append(
            TypeSummary(
                study_id=of_round.study_id, round=of_round, round_type=asked.pk, position=asked.position,
                call_type=asked.call_type, comments=said[asked.call_type] if shown else 0,
                raters=max((each.answered + each.dont_know for each in shown), default=0),
                agreement=sum(known) / len(known) if known else None,
            )
        )  # fmt: skip
    return made


def _changes(of_round: RatingRound, pairs: Sequence[PairSummary]) -> list[CodeChange]:
    return [
        CodeChange(
            study_id=of_round.study_id, round=of_round, position=one.position, call_type=one.call_type, item=one.item,
            rule_from=rule_from, rule_to=rule_to, code_from=one.codes[rule_from], code_to=one.codes[rule_to],
        )
        for one in pairs
        for rule_from, rule_to in permutations(PRESETS, 2)
        if one.codes[rule_from] != one.codes[rule_to]
    ]  # fmt: skip


def _items(
    of_round: RatingRound,
    instrument: Instrument,
    ratings: Sequence[Rating],
    grids: Mapping[str, AnswerGrid],
    pooled: Pairs,
) -> list[ItemSummary]:
    chance = np.random.default_rng(of_round.seed)
    found, _ = agreement_by_group(grids.values(), of_groups(ratings), chance=chance)
    place = {one.name: at for at, one in enumerate(instrument.items)}
    made = []
    for one in found:
        item, by = instrument.item(one.item), one.agreement
        given = [answers for (_, name), answers in pooled.items() if name == one.item]
        answered = sum(many for answers in given for answer, many in answers.items() if answer != DONT_KNOW)
        yes = sum(answers["Y"] for answers in given)
        everyone = one.group == EVERYONE
        made.append(
            ItemSummary(
                study_id=of_round.study_id, round=of_round, position=place[one.item], item=one.item, group=one.group,
                types=by.types if by else 0, answers=answered if everyone else 0, measure=item.level,
                alpha=by.alpha if by else None, low=by.low if by else None, high=by.high if by else None,
                agreement=by.percent_agreement if by else None, held_back=one.suppressed,
                share_of_yes=yes / answered if everyone and item.has_yes and answered else None,
            )
        )  # fmt: skip
    return made
