"""What the report says in its own words: every number is a figure of `Measured`, and every sentence fits any study."""

import re
from collections.abc import Sequence
from decimal import Decimal

from arcs.core.figures import Figure
from arcs.core.vocabulary import Disposition
from arcs.documents.words.grammar import capital, in_words, listed, plural
from arcs.documents.words.measured import QUARTER, Measured
from arcs.documents.words.reading import Category, Record, disposition_label, main_line, number, records, text

NAMED_AT_MOST = 6
RATERS = ("raters",)
PEOPLE = ("answers_usable", "respondents")


def categories_of(count: Figure) -> str:
    """A count with its noun: "46 categories"."""
    return f"{count} {plural(count, 'category', 'categories')}"


def names_of(found: Sequence[Category]) -> str:
    """The first names of a list, and how many more there are without repeating a number that has no figure."""
    names = [one.name for one in found[:NAMED_AT_MOST]]
    return listed(names) if len(found) <= NAMED_AT_MOST else f"{', '.join(names)} and others"


def cover_line(measured: Measured) -> str:
    """Who was asked about what, for the cover; empty where it is not known."""
    types, raters, people = measured.all_types(), measured.given(*RATERS), measured.given(*PEOPLE)
    if types is None:
        return ""
    by = f", rated by {raters} {plural(raters, 'officer', 'officers')}" if raters is not None else ""
    said = f", and what {people} {plural(people, 'person', 'people')} said" if people is not None else ""
    return f"{types} {plural(types, 'kind', 'kinds')} of call{by}{said}"


def summary_title(measured: Measured) -> str:
    """The report's main finding."""
    count, share = measured.category_count(), measured.share_of_all()
    if not measured.categories:
        return "The study has not yet named categories that may not need an officer"
    whose = "that may not always need an officer"
    if share is not None:
        return f"{share} of officer time on calls is in {categories_of(count)} {whose}"
    return f"{capital(categories_of(count))} {whose} hold {measured.category_fte()} FTE"


def summary_deck(measured: Measured) -> str:
    """What was asked, in one sentence."""
    return (
        f"{measured.evaluation.place} asked which calls must have a police officer, and which could be answered by "
        "someone else, by telephone or online."
    )


def summary_numbers(measured: Measured) -> list[tuple[str, str]]:
    """Up to four large figures with what they count."""
    found: list[tuple[str, str]] = []
    types, raters = measured.all_types(), measured.given(*RATERS)
    if types is not None:
        by = f" rated by {raters} {plural(raters, 'officer', 'officers')}" if raters is not None else " rated"
        found.append((str(types), f"{plural(types, 'kind', 'kinds')} of call{by}"))
    if not measured.categories:
        return found
    count, hours = measured.category_count(), measured.category_hours()
    found.append((str(count), f"{plural(count, 'category', 'categories')} left that might not always need an officer"))
    per_year = f", {hours} hours a year" if hours is not None else ""
    found.append((str(measured.category_fte()), f"full-time equivalents (FTE) of officer time in them{per_year}"))
    if measured.asked():
        open_to = measured.count("accepted", measured.accepted(), "Best alternative scored 3 or more.", table="matrix")
        asked = measured.count("asked", measured.asked(), "Categories that were asked about.", table="matrix")
        found.append((f"{open_to} of {asked}", "scored 3 or more out of 5 for the alternative people liked best"))
    return found


def summary_findings(measured: Measured) -> list[tuple[str, str]]:
    """The findings of the summary, each a headline and its sentences."""
    if not measured.categories:
        return []
    parts = (_where_the_time_is, _what_people_accept, _who_could_answer, _outside, _how_sure)
    return [one for one in (part(measured) for part in parts) if one is not None]


def pareto_title(measured: Measured) -> str:
    """How much of the time the largest categories hold."""
    head, total = measured.head(), measured.category_fte()
    if not head:
        return "No category has recorded officer time"
    many = measured.count("first_categories", head, "Categories of at least one FTE, or half of all.", table="matrix")
    held = sum((one.fte for one in head), Decimal(0))
    share = measured.share("first_share", held, total.value, "Their part of all FTE.", table="matrix")
    verb = plural(many, "holds", "hold")
    return f"{capital(in_words(many))} {plural(many, 'category', 'categories')} {verb} {share} of the officer time"


def _where_the_time_is(measured: Measured) -> tuple[str, str] | None:
    head = measured.head()
    if not head:
        return None
    small = [one for one in measured.categories if one.fte < QUARTER]
    many = measured.count("small_categories", small, "Categories below a quarter of one FTE.", table="matrix")
    body = f"The largest {plural(len(head), 'is', 'are')} {names_of(head)}. "
    if small:
        count = measured.category_count()
        body += (
            f"{capital(in_words(many))} of the {categories_of(count)} {plural(many, 'is', 'are each')} below a quarter "
            f"of one FTE: there the reason for a change is service, not hours."
        )
    return f"{pareto_title(measured)}.", body.strip()


def _what_people_accept(measured: Measured) -> tuple[str, str] | None:
    asked, held = measured.asked(), measured.not_yet()
    if not asked:
        return None
    if not held:
        return "People are open to every category they were asked about.", (
            "No category scored 2 or less for the alternative that people liked best."
        )
    many = measured.count("not_yet", held, "Categories whose best alternative scored 2 or less.", table="matrix")
    fte = measured.fte("not_yet_fte", held, "FTE of categories whose best alternative scored 2 or less.")
    others = len(held) < len(asked)
    title = "People are open to most of it" if len(held) * 2 < len(asked) else "People are careful"
    title += f", and say “not yet” to {in_words(many)}." if others else f": they say “not yet” to {in_words(many)}."
    verb = plural(many, "scored", "each scored")
    return title, (
        f"{names_of(held)} {verb} 2 or less out of 5. {plural(many, 'It holds', 'Together they hold')} {fte} FTE. "
        "“Not yet” asks for precautions and for time; it is not a refusal for ever."
    )


def _who_could_answer(measured: Measured) -> tuple[str, str] | None:
    known = [one for one in measured.categories if one.disposition]
    if not known:
        return None
    said, total = [], sum((one.fte for one in known), Decimal(0))
    for code in [*(d.value for d in Disposition)]:
        members = [one for one in known if one.disposition == code]
        if not members:
            continue
        fte = measured.fte(f"disposition_{code}_fte", members, f"FTE of categories disposed “{code}”.")
        many = measured.count(f"disposition_{code}", members, f"Categories disposed “{code}”.", table="matrix")
        said.append(f"{disposition_label(code).lower().replace('cso', 'CSO')}: {categories_of(many)}, {fte} FTE")
    if not said:
        return None
    title = "Each category has one primary answer and keeps its permitted alternatives."
    whole = measured.figure("disposed_fte", total, "FTE of all categories with a disposition.", table="matrix",
                            unit="FTE", places=2)  # fmt: skip
    return title, f"Of {whole} FTE, by disposition: {'; '.join(said)}. Section 5 has every category with its rules."


def _outside(measured: Measured) -> tuple[str, str] | None:
    outside = [one for one in measured.categories if one.is_outside]
    if not outside:
        return "No category is marked for an outside resource.", (
            "The study names no other agency or service as a first answer to any category."
        )
    many = measured.count("outside", outside, "Categories marked for an outside resource.", table="matrix")
    fte = measured.fte("outside_fte", outside, "FTE of categories marked for an outside resource.")
    body = (
        f"The {categories_of(many)} marked for an outside resource {plural(many, 'holds', 'hold')} {fte} FTE. Needs "
        "such as mental health or homelessness also stand behind other types, and dispatch data do not say how often."
    )
    small = Decimal(str(fte.value)) * 5 < Decimal(str(measured.category_fte().value))
    title = "Outside resources are a question of care more than of hours." if small else (
        f"Outside resources could answer {in_words(many)} {plural(many, 'category', 'categories')}."
    )  # fmt: skip
    return title, body


def _how_sure(measured: Measured) -> tuple[str, str] | None:
    values = [number(row.get("fte")) for row in records(measured.evaluation, "sensitivity")]
    known = [one for one in values if one is not None]
    if not known or min(known) == max(known):
        return None
    low = measured.figure("sensitivity_low", min(known), "Least FTE over the assumptions.", table="sensitivity",
                          unit="FTE", places=1)  # fmt: skip
    high = measured.figure("sensitivity_high", max(known), "Most FTE over the assumptions.", table="sensitivity",
                           unit="FTE", places=1)  # fmt: skip
    return f"Under other assumptions the same hours are {low} to {high} FTE.", assumptions_deck()


def assumptions_deck() -> str:
    """What the number of FTE depends on beside the calls."""
    return (
        "How many FTE the same hours make depends on the hours an officer works and the share of them spent on calls. "
        "The order of the categories does not change."
    )


def summary_steps(measured: Measured) -> list[tuple[str, str]]:
    """The counts of the lineage's main line with what left at each step; nothing where there is no lineage."""
    steps = main_line(measured.evaluation)
    if not steps:
        return []
    first = measured.figure("lineage_first", steps[0].into, "Call types before the first step.", table="lineage_steps",
                            kind="whole")  # fmt: skip
    found = [(str(first), "call types in the dispatch system")]
    for at, step in enumerate(steps, start=1):
        out = measured.figure(
            f"main_line_{at}_out", step.out, f"After: {step.name}.", table="lineage_steps", kind="whole"
        )
        words = f"after “{step.name}”"
        if step.left_out is not None:
            left = measured.figure(f"main_line_{at}_left", step.left_out, f"Left out: {step.name}.",
                                   table="lineage_steps", kind="whole")  # fmt: skip
            words += f": {left} left out"
        found.append((str(out), words))
    return found


def how_to_read_fte(measured: Measured) -> str:
    """What one FTE means here, and what it does not mean."""
    net = measured.given("net_hours")
    share = measured.given("share_on_calls")
    per = measured.given("hours_per_fte")
    words = ["One full-time equivalent (FTE) is the time one officer can give to calls in a year."]
    if net is not None and share is not None and per is not None:
        words.append(f"An officer works {net} hours a year after leave and training; {share} of that, {per} hours, is "
                     f"expected to go to calls. So 1 FTE is {per} hours on calls.")  # fmt: skip
    share_of_all, whole = measured.share_of_all(), measured.all_fte()
    if share_of_all is not None and whole is not None:
        words.append(f"{measured.category_fte()} FTE is {share_of_all} of the {whole} FTE of all call types.")
    words.append("It is not a count of posts that could be cut.")
    return " ".join(words)


UNCHECKED = "cannot be checked"
PLAIN_NUMBER = re.compile(r"(?:approximately |about )?(\$?[0-9][0-9,.]*)")


def printed_and_recomputed(row: Record) -> tuple[str, str, str] | None:
    """A claim with both its numbers, where both are plain numbers that can stand large side by side."""
    printed, ours = (PLAIN_NUMBER.fullmatch(text(row.get(one))) for one in ("printed", "recomputed"))
    if printed is None or ours is None:
        return None
    return text(row.get("claim")), printed.group(1), ours.group(1)


def discrepancy_title(measured: Measured) -> str:
    """How many claims do not agree with their own tables, and how many cannot be checked."""
    rows = records(measured.evaluation, "discrepancies")
    open_rows = [row for row in rows if text(row.get("recomputed")) == UNCHECKED]
    differ = [row for row in rows if text(row.get("recomputed")) != UNCHECKED]
    unchecked = measured.count("unchecked_claims", open_rows, "Claims that cannot be checked.", table="discrepancies")
    many = measured.count("differing_claims", differ, "Claims that differ.", table="discrepancies")
    if not rows:
        return "No printed number disagrees with its recomputation"
    title = f"{capital(in_words(many))} {plural(many, 'place', 'places')} where the study’s numbers do not agree"
    return f"{title}, and {in_words(unchecked)} that cannot be checked" if open_rows else title


def acceptance_deck(measured: Measured) -> str:
    """How many categories scored what."""
    said = []
    for band in (5, 4, 3, 2, 1):
        members = [one for one in measured.asked() if one.band == band]
        if members:
            many = measured.count(f"band_{band}", members, f"Best alternative rounds to {band}.", table="matrix")
            said.append(f"{many} scored {band}")
    if not said:
        return "Nobody was asked how they would accept an alternative."
    return f"{capital(listed(said))} for the alternative that respondents accepted best."


def respondents_note(measured: Measured) -> str:
    """Who answered the survey and what that means."""
    people = measured.given(*PEOPLE)
    who = f"{people} people answered, and they chose to answer" if people is not None else "Respondents chose to answer"
    return (
        f"{who}, so the scores are not a vote of the community. They are about kinds of call, not about single calls: "
        "callers’ own wishes should be met whenever they ask."
    )


def robustness_deck(measured: Measured) -> str:
    """How firmly the dispositions stand."""
    values = [number(row.get("robustness")) for row in records(measured.evaluation, "matrix")]
    known = [one for one in values if one is not None]
    if not known:
        return "Each category has one primary disposition and any number of permitted alternatives."
    firm = [one for one in known if one >= Decimal("0.9")]
    many = measured.count("firm", firm, "Dispositions that stay in at least 90 % of draws.", table="matrix")
    whole = measured.count("drawn", known, "Categories with robustness draws.", table="matrix")
    verb = plural(many, "stays", "stay")
    return f"{many} of {whole} dispositions {verb} in nine out of ten plausible draws of assumptions and ratings."
