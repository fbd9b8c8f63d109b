"""Printed claims tested by a small arithmetic over named values of the study; no Python is ever run."""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from arcs.core.evaluation.records import Claim
from arcs.core.figures import rounded
from arcs.core.refusal import Refusal

LONGEST_FORMULA = 400
Values = Mapping[str, Decimal]


@dataclass(frozen=True, kw_only=True)
class CheckedClaim:
    """A claim beside what the study's own values give; `verdict` is agrees, differs or cannot be checked."""

    claim: str
    where: str
    printed: str
    recomputed: str
    formula: str
    verdict: str


def reckoned(formula: str, values: Values) -> Fraction:
    """The value of a formula: names, numbers, + - * / ( ) and round(x, places), nothing else.

    Raises `Refusal` for anything else, for a name the study does not have, and for a division by nothing.

    >>> reckoned("rate * hours * (1 + 0.5)", {"rate": Decimal(25), "hours": Decimal(2080)})
    Fraction(78000, 1)
    """
    if len(formula) > LONGEST_FORMULA:
        raise _refused(formula[:40], f"it is longer than {LONGEST_FORMULA} characters", "shorten it")
    try:
        tree = ast.parse(formula.strip(), mode="eval").body
        return _within_reach(_value(tree, values, formula), formula)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _refused(
            formula, "it is not arithmetic", "use names, numbers, + - * / ( ) and round(x, places)"
        ) from None
    except ZeroDivisionError:
        raise _refused(formula, "it divides by nothing", "check the values it names") from None


def _within_reach(value: Fraction, formula: str) -> Fraction:
    """A value that can be rounded and printed; claims of a study are far smaller."""
    if abs(value) >= 10**15:
        raise _refused(formula, "its value is out of reach", "check the numbers and names in it")
    return value


def _refused(formula: str, why: str, remedy: str) -> Refusal:
    return Refusal(f'claims.csv, formula "{formula}"', why, remedy)


def _value(node: ast.expr, values: Values, formula: str) -> Fraction:
    if isinstance(node, ast.Constant) and type(node.value) in {int, float}:
        return Fraction(str(node.value))
    if isinstance(node, ast.Name):
        if node.id not in values:
            raise _refused(formula, f"the study has no value named {node.id}", f"use one of {_near(node.id, values)}")
        return Fraction(values[node.id])
    if isinstance(node, ast.BinOp):
        return _combined(node, values, formula)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, values, formula)
    if isinstance(node, ast.Call):
        return _rounded_call(node, values, formula)
    raise _refused(formula, "it is not arithmetic", "use names, numbers, + - * / ( ) and round(x, places)")


def _combined(node: ast.BinOp, values: Values, formula: str) -> Fraction:
    left, right = _value(node.left, values, formula), _value(node.right, values, formula)
    if isinstance(node.op, ast.Add):
        return left + right
    if isinstance(node.op, ast.Sub):
        return left - right
    if isinstance(node.op, ast.Mult):
        return left * right
    if isinstance(node.op, ast.Div):
        return left / right
    raise _refused(formula, "it uses a sign other than + - * /", "write it with these four")


def _rounded_call(node: ast.Call, values: Values, formula: str) -> Fraction:
    named_round = isinstance(node.func, ast.Name) and node.func.id == "round" and not node.keywords
    if not named_round or len(node.args) != 2:
        raise _refused(formula, "it calls something other than round(x, places)", "write round(x, places)")
    places = _value(node.args[1], values, formula)
    if places.denominator != 1 or not -6 <= places <= 6:
        raise _refused(formula, "round takes places from -6 to 6", "give a whole number of places")
    return Fraction(rounded(_decimal(_within_reach(_value(node.args[0], values, formula), formula)), int(places)))


def _near(name: str, values: Values) -> str:
    alike = [one for one in sorted(values) if one[:3] == name[:3]] or sorted(values)
    return ", ".join(alike[:6])


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def shown(value: Decimal | Fraction, *, places: int, unit: str) -> str:
    """A number as a claim shows it.

    >>> shown(Decimal("78000"), places=0, unit="money"), shown(Fraction(2, 3), places=2, unit="share")
    ('$78,000', '66.67%')
    """
    exact = _decimal(value) if isinstance(value, Fraction) else value
    if unit == "share":
        return f"{rounded(exact * 100, places):,}%"
    if unit == "money":
        return f"${rounded(exact, places):,}"
    return f"{rounded(exact, places):,}"


def worked(formula: str, values: Values) -> str:
    """A formula with its names replaced by their values, as a reader would write it.

    >>> worked("rate * hours", {"rate": Decimal(25), "hours": Decimal(2080)})
    '25 × 2,080'
    """

    def filled(match: re.Match[str]) -> str:
        name = match.group(0)
        if name == "round" or name not in values:
            return name
        plain = values[name]
        return f"{plain.normalize():,f}" if plain == plain.to_integral_value() else f"{plain:,f}"

    written = re.sub(r"[A-Za-z_]\w*", filled, formula)
    return written.replace("*", "×").replace("/", "÷").replace(" - ", " − ")


def filled_note(note: str, values: Values) -> str:
    """A note with each {formula|places} replaced by its value.

    >>> filled_note("needs ${86000 / 3120|2} an hour", {})
    'needs $27.56 an hour'
    """

    def value(match: re.Match[str]) -> str:
        return shown(reckoned(match.group(1), values), places=int(match.group(2)), unit="number")

    return re.sub(r"\{([^{}|]+)\|(\d)\}", value, note)


def _agrees(claim: Claim, recomputed: Fraction) -> bool:
    printed = Fraction(claim.printed_value or 0)
    if claim.comparison == "at_most":
        return recomputed <= printed
    if claim.comparison == "at_least":
        return recomputed >= printed
    places = claim.places or 0
    allowed = Fraction(claim.tolerance) if claim.tolerance is not None else Fraction(1, 2 * 10**places)
    scaled = allowed / 100 if claim.unit == "share" and claim.tolerance is None else allowed
    return abs(recomputed - printed) <= scaled


def check_claim(claim: Claim, values: Values) -> CheckedClaim:
    """One claim beside its recomputed value."""
    note = filled_note(claim.note, values)
    if claim.comparison == "cannot_be_checked":
        return CheckedClaim(
            claim=claim.claim,
            where=claim.where,
            printed=claim.printed,
            recomputed="cannot be checked",
            formula=note,
            verdict="cannot be checked",
        )
    if claim.comparison == "contradicts":
        return CheckedClaim(
            claim=claim.claim,
            where=claim.where,
            printed=claim.printed,
            recomputed=filled_note(claim.against, values),
            formula=note,
            verdict="differs",
        )
    value = reckoned(claim.formula, values)
    how = worked(claim.formula, values)
    return CheckedClaim(
        claim=claim.claim,
        where=claim.where,
        printed=claim.printed,
        recomputed=shown(value, places=claim.places or 0, unit=claim.unit),
        formula=f"{how}; {note}" if note else how,
        verdict="agrees" if _agrees(claim, value) else "differs",
    )


def check_claims(claims: Sequence[Claim], values: Values) -> tuple[CheckedClaim, ...]:
    """Every claim, in order."""
    return tuple(check_claim(claim, values) for claim in claims)
