"""Section 7 from its inputs, sensitivity of FTE, and claims beside what can be recomputed."""

from decimal import Decimal

from arcs.core.evaluation.claims import CheckedClaim, check_claims, shown
from arcs.core.evaluation.judging import Judged
from arcs.core.evaluation.records import BudgetRates, Outsourcing
from arcs.core.evaluation.study import Study
from arcs.core.evaluation.study_values import study_values
from arcs.core.evaluation.tabling import column, number, tabled, text, whole
from arcs.core.figures import Table, Value, rounded
from arcs.core.staffing.cost import break_even, break_even_price, position_cost, salaried_cost
from arcs.core.staffing.relief import Post, net_hours, positions, shift_relief_factor

Row = tuple[Value, ...]


def post_of(study: Study) -> list[tuple[str, Post]]:
    """The study's posts, ready to be counted."""
    return [
        (
            one.name,
            Post(people=one.people, shifts_per_day=one.shifts_per_day, shift_hours=one.shift_hours, days=one.days),
        )
        for one in study.budget.posts
    ]


def positions_needed(study: Study) -> Decimal | None:
    """Positions that fill every post; None without rates or posts."""
    rates = study.budget.rates
    if rates is None or not study.budget.posts:
        return None
    net = net_hours(annual_hours=rates.annual_hours, leave_hours=rates.leave_hours)
    return sum((positions(post, net=net) for _, post in post_of(study)), Decimal(0))


def budget_table(study: Study) -> Table | None:
    """Every line of the budget with its formula; None where the study has no rates."""
    rates = study.budget.rates
    if rates is None:
        return None
    rows = _staff_rows(study, rates) + _salaried_rows(study) + _equipment_rows(study)
    columns = (
        text("line"),
        number("quantity", "Quantity"),
        text("unit"),
        column("rate", "Rate", "money"),
        column("amount", "Amount", "money"),
        text("formula"),
    )
    return tabled(
        study,
        "budget",
        "Budget",
        columns,
        rows,
        "inputs of section 7",
        notes=("A cost that the source does not print is left empty and is not taken as nothing.",),
    )


def _staff_rows(study: Study, rates: BudgetRates) -> list[Row]:
    net = net_hours(annual_hours=rates.annual_hours, leave_hours=rates.leave_hours)
    one = position_cost(hourly=rates.hourly, annual_hours=rates.annual_hours, overhead=rates.overhead)
    rows: list[Row] = [
        (
            "Hours that one position works",
            net,
            "hours a year",
            None,
            None,
            f"{rates.annual_hours:,f} − {rates.leave_hours:,f}",
        ),
        (
            "Relief factor, one 8-hour post on 365 days",
            shift_relief_factor(post_hours=Decimal(2920), net=net),
            "positions",
            None,
            None,
            f"8 × 365 ÷ {net:,f}",
        ),
        (
            "Positions for one post around the clock",
            positions(_around_the_clock(), net=net),
            "positions",
            None,
            None,
            f"24 × 365 ÷ {net:,f}",
        ),
    ]
    for name, post in post_of(study):
        rows.append(
            (
                name,
                positions(post, net=net),
                "positions",
                one,
                positions(post, net=net) * one,
                f"{post.people:f} × {post.shifts_per_day:f} × {post.shift_hours:f} h × {post.days:f} ÷ {net:,f} h",
            )
        )
    rows.append(
        (
            "One non-sworn position",
            Decimal(1),
            "position",
            one,
            one,
            f"${rates.hourly:f} × {rates.annual_hours:,f} h × (1 + {rates.overhead:f})",
        )
    )
    if rates.positions is not None:
        rows.append(
            (
                "Positions planned",
                rates.positions,
                "positions",
                one,
                rates.positions * one,
                f"{rates.positions:f} × {shown(one, places=0, unit='money')}",
            )
        )
    if rates.sworn_annual_cost:
        rows.append(
            (
                "One non-sworn position against one sworn",
                one / rates.sworn_annual_cost,
                "share",
                rates.sworn_annual_cost,
                None,
                "cost of one non-sworn position ÷ cost of one sworn position",
            )
        )
    return rows


def _around_the_clock() -> Post:
    return Post(people=Decimal(1), shifts_per_day=Decimal(3), shift_hours=Decimal(8))


def _salaried_rows(study: Study) -> list[Row]:
    return [
        (
            one.name,
            one.number,
            "positions",
            salaried_cost(salary=one.salary, benefits=one.benefits),
            one.number * salaried_cost(salary=one.salary, benefits=one.benefits),
            f"{one.number:f} × ${one.salary:,f} × (1 + {one.benefits:f})",
        )
        for one in study.budget.salaried
    ]


def _equipment_rows(study: Study) -> list[Row]:
    return [
        (
            one.name,
            one.quantity,
            "once",
            one.unit_cost,
            None if one.unit_cost is None else one.quantity * one.unit_cost,
            one.note,
        )
        for one in study.budget.equipment
    ]


def break_even_table(study: Study) -> Table | None:
    """Fixed price against price per unit; None where the study compares nothing."""
    rows: list[Row] = []
    for one in study.budget.outsourcing:
        rows += _break_even_rows(one)
    if not rows:
        return None
    columns = (
        text("comparison"),
        number("annual_cost", "Fixed cost a year", 0, "$"),
        text("unit"),
        number("units_handled", "Units handled", 1),
        number("break_even", "Break-even", 2),
        text("meaning"),
    )
    return tabled(study, "break_even", "Outsourcing: where the costs meet", columns, rows, "inputs of section 7.3")


def _break_even_rows(one: Outsourcing) -> list[Row]:
    rows: list[Row] = []
    if one.per_response is not None:
        even = break_even(retainer=one.retainer, per_response=one.per_response)
        rows.append(
            (
                one.name,
                one.retainer,
                one.unit or "response",
                None,
                even.responses,
                f"responses a year; below them {shown(one.per_response, places=2, unit='money')} each is cheaper",
            )
        )
    shares = dict.fromkeys(share for share in (one.share_low, one.share_high) if share is not None)
    for share in shares if one.units is not None else ():
        handled = (one.units or Decimal(0)) * share
        rows.append(
            (
                one.name,
                one.retainer,
                one.unit,
                handled,
                break_even_price(annual_cost=one.retainer, units_handled=handled),
                f"dollars per {one.unit} if {rounded(share * 100, 0)}% is handled; a contract below it is cheaper",
            )
        )
    return rows


def sensitivity(judged: Judged) -> Table:
    """The FTE of all categories under other hours and shares: the calls stay, the yardstick moves; empty without."""
    given = judged.study.assumptions
    hours = sum((view.fte or Decimal(0) for view in judged.views), Decimal(0)) * given.hours_per_fte
    rows: list[Row] = []
    for net in () if not hours else dict.fromkeys(sorted((given.net_hours_low, given.net_hours, given.net_hours_high))):
        for share in dict.fromkeys(sorted((given.share_low, given.share_on_calls, given.share_high))):
            rows.append((net, share, net * share, hours / (net * share)))
    columns = (
        whole("net_hours", "Net hours a year", "hours"),
        number("share_on_calls", "Share on calls", 2),
        number("hours_per_fte", "Hours per FTE", 1, "hours"),
        number("fte", "FTE", 2, "FTE"),
    )
    return tabled(judged.study, "sensitivity", "FTE under other assumptions", columns, rows, "categories of the survey")


def checked_claims(judged: Judged) -> tuple[CheckedClaim, ...]:
    """Printed claims, then every printed cell of a category that its call types do not give."""
    return (*check_claims(judged.study.claims, study_values(judged.study, judged.views)), *_category_claims(judged))


def _category_claims(judged: Judged) -> tuple[CheckedClaim, ...]:
    found = []
    for view in judged.views:
        sure = "" if view.computed.certainty in {"certain", "counted"} else " (which types are merged is not certain)"
        for item, printed, computed in (
            ("FTE", view.printed.fte, view.computed.fte),
            ("value", view.printed.police_department_value, view.computed.police_department_value),
            *(
                (item, getattr(view.printed, item), getattr(view.computed, item))
                for item in (
                    "police_mandate",
                    "risk",
                    "immediate_response",
                    "type",
                    "other_resources",
                    "alternative_response",
                )
            ),
        ):
            if printed in {None, ""} or computed in {None, ""} or not view.computed.members:
                continue
            found.append(
                CheckedClaim(
                    claim=f"{view.category}, {item.replace('_', ' ')}",
                    where="Table 3.2",
                    printed=str(printed),
                    recomputed=str(computed),
                    formula=f"from {' + '.join(view.computed.members)}{sure}",
                    verdict="agrees" if printed == computed else "differs",
                )
            )
    return tuple(found)


def claim_tables(judged: Judged) -> list[Table]:
    """All claims with their verdicts, and those that do not agree or cannot be checked."""
    checked = checked_claims(judged)
    columns = (text("claim"), text("where"), text("printed"), text("recomputed"), text("formula"))
    cells = [(one.claim, one.where, one.printed, one.recomputed, one.formula) for one in checked]
    stated = {one.claim for one in judged.study.claims}
    listed: list[Row] = [
        (*row, one.verdict)
        for row, one in zip(cells, checked, strict=True)
        if one.claim in stated or one.verdict != "agrees"
    ]
    return [
        tabled(
            judged.study,
            "discrepancies",
            "Printed and recomputed",
            columns,
            [row for row, one in zip(cells, checked, strict=True) if one.verdict != "agrees"],
            "claims that do not agree or cannot be checked",
        ),
        tabled(
            judged.study,
            "claims",
            "Claims checked",
            (*columns, text("verdict")),
            listed,
            "claims",
            notes=(
                f"Also compared: {len(checked) - len(judged.study.claims)} printed cells of Table 3.2; those that "
                "agree are not listed.",
            ),
        ),
    ]
