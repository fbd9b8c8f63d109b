"""Invented raters: made-up answers that merge back exactly to given codes, to prove the path from ratings to tables.

Nobody gave these answers. Wherever they are shown they must be labelled as invented. The same seed gives the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from arcs.core.instruments.coding import category_of
from arcs.core.instruments.items import DONT_KNOW, Instrument, Item
from arcs.core.instruments.presets import CodingRule, preset_named
from arcs.core.instruments.ratings import Rating
from arcs.core.refusal import Refusal

INVENTED_GROUPS: Mapping[str, int] = {"patrol": 20, "supervisor": 7, "detective": 4}
_REMARKS = (
    "Invented remark: depends on what the caller reports.",
    "Invented remark: second officer often needed.",
    "Invented remark: =could be taken by telephone",
)
_RESOURCES = ("Invented: CSO; Fire Department", "Invented: Social Worker", "Invented: CSO, Animal Control")


def invented_raters(groups: Mapping[str, int] = INVENTED_GROUPS) -> dict[str, str]:
    """Pseudonymous codes with their group, 31 by default as in Oak Park.

    >>> list(invented_raters({"patrol": 2, "desk": 1}).items())
    [('R01', 'patrol'), ('R02', 'patrol'), ('R03', 'desk')]
    """
    members = [group for group, count in groups.items() for _ in range(count)]
    return {f"R{number:02d}": group for number, group in enumerate(members, start=1)}


def invented_ratings(
    codes: Mapping[str, Mapping[str, str]],
    instrument: Instrument,
    *,
    raters: Mapping[str, str] | None = None,
    seed: int = 1,
    merges: Mapping[str, Sequence[str]] | None = None,
    merged: Mapping[str, Mapping[str, str]] | None = None,
    repeats: int = 4,
) -> tuple[Rating, ...]:
    """Ratings that merge back to `codes` ({call type: {item: code}}) under the report's preset.

    Where `merges` and the `merged` codes of the categories are given, types that differ from their category lean
    towards its code, so that pooled ratings too give the category's code as far as that is possible. Raters differ in
    caution, some say "don't know" or leave a cell blank, and `repeats` types come twice to each rater.
    """
    people = dict(raters) if raters is not None else invented_raters()
    if len(people) < 5:
        raise Refusal("invented raters", f"there are {len(people)}", "invent five at least")
    chance = np.random.default_rng(seed)
    caution = {rater: float(chance.normal()) for rater in people}
    into = category_of(merges or {})
    made: list[Rating] = []
    for call_type, wanted in codes.items():
        for item in instrument.items:
            code = wanted.get(item.name, "")
            if not code:
                continue
            lean = (merged or {}).get(into.get(call_type, ""), {}).get(item.name, "")
            given = _answers(item, (code, lean), people, caution, chance)
            made.extend(replace(one, call_type=call_type) for one in given)
    return (*made, *_repeats(made, people, repeats, instrument, chance))


def _answers(
    item: Item,
    wanted: tuple[str, str],
    people: Mapping[str, str],
    caution: Mapping[str, float],
    chance: np.random.Generator,
) -> list[Rating]:
    """One type's answers on one item: some silent, the others' codes handed out by their caution."""
    code, lean = wanted
    silent = 0 if lean else int(chance.binomial(min(4, len(people) - 5), 0.25))
    order = [str(one) for one in chance.permutation(list(people))]
    quiet, speaking = order[:silent], order[silent:]
    given = _codes_for(item, code, lean, len(speaking), chance)
    by_caution = sorted(speaking, key=lambda rater: caution[rater] + float(chance.normal()), reverse=True)
    answers = dict(zip(by_caution, sorted(given, key=item.rank), strict=True))
    answers |= {rater: DONT_KNOW for at, rater in enumerate(quiet) if at % 2 == 0}  # the others leave a blank
    return [
        Rating(
            rater=rater,
            group=group,
            call_type="",
            item=item.name,
            answer=answers[rater],
            comment=_remark(item, answers[rater], chance),
        )
        for rater, group in people.items()
        if rater in answers
    ]


def _remark(item: Item, answer: str, chance: np.random.Generator) -> str:
    if not item.asks_comment or chance.random() > 0.02:
        return ""
    words = _RESOURCES if item.name == "other_resources" and answer != "N" else _REMARKS
    return words[int(chance.integers(len(words)))]


def _codes_for(item: Item, code: str, lean: str, count: int, chance: np.random.Generator) -> list[str]:
    if code not in item.codes:
        raise Refusal(f"item {item.name}", f"the code {code!r} is not one of it", f"give {item.allowed}")
    rule = preset_named("report").rule(item)
    if rule.kind == "mean":
        spread = 0.0 if lean else 0.35
        target = int(code) + float(chance.uniform(-spread, spread))
        return [str(one) for one in scores_with_mean(count, target, int(code), (item.lowest, item.highest), chance)]
    if rule.kind == "any":
        return _any(item, rule, code, count, chance)
    return _most_frequent(item, code, lean, count, chance)


def _any(item: Item, rule: CodingRule, code: str, count: int, chance: np.random.Generator) -> list[str]:
    """Answers of which the first code of the rule's order that anybody gave is `code`: one at least, none before it."""
    weaker = [one for one in rule.order if rule.order.index(one) > rule.order.index(code)]
    same = [one for one in item.codes if rule.counts_as.get(one, one) == code]
    if not weaker:
        return [same[0]] * count
    share = float(chance.beta(2.0, 1.4))
    sure = max(1, round(share * count))
    given = [same[int(chance.integers(len(same)))] for _ in range(sure)]
    return given + [weaker[int(chance.integers(len(weaker)))] for _ in range(count - sure)]


def _most_frequent(item: Item, code: str, lean: str, count: int, chance: np.random.Generator) -> list[str]:
    """Answers with `code` strictly most frequent; towards `lean` as closely as that allows."""
    others = [one for one in item.codes if one != code]
    if lean and lean != code:
        second = (count - 1) // 2
        first = second + 1
        return [code] * first + [lean] * second + [code] * (count - first - second)
    share = 0.93 if lean else float(chance.uniform(0.5, 0.95))
    first = max(count // 2 + 1, round(share * count))
    return [code] * first + [others[int(chance.integers(len(others)))] for _ in range(count - first)]


def scores_with_mean(
    count: int, mean: float, printed: int, scale: tuple[int, int], chance: np.random.Generator
) -> list[int]:
    """Whole scores near `mean` that vary as people do, and whose mean rounds half up to `printed` exactly."""
    lowest, highest = scale
    scores = [int(one) for one in np.clip(np.rint(chance.normal(mean, 1.2, count)), lowest, highest)]
    wanted = min(max(round(mean * count), -(-(2 * printed - 1) * count // 2)), -(-(2 * printed + 1) * count // 2) - 1)
    wanted = min(max(wanted, lowest * count), highest * count)
    while (missing := wanted - sum(scores)) != 0:
        step = 1 if missing > 0 else -1
        movable = [at for at, one in enumerate(scores) if lowest <= one + step <= highest]
        scores[movable[int(chance.integers(len(movable)))]] += step
    return scores


def _repeats(
    made: Sequence[Rating],
    people: Mapping[str, str],
    repeats: int,
    instrument: Instrument,
    chance: np.random.Generator,
) -> list[Rating]:
    """Hidden repeats: mostly the same answer again."""
    types = list(dict.fromkeys(one.call_type for one in made))
    again = {
        rater: {types[int(at)] for at in chance.choice(len(types), min(repeats, len(types)), replace=False)}
        for rater in people
    }
    found: list[Rating] = []
    for one in made:
        if one.call_type in again[one.rater] and one.answer not in {None, DONT_KNOW}:
            codes = instrument.item(one.item).codes
            changed = chance.random() < 0.12
            answer = codes[int(chance.integers(len(codes)))] if changed else one.answer
            found.append(replace(one, answer=answer, comment="", repeat=1))
    return found
