"""The ledger of a reading as rows: two accounts that add up, and everything else that it states as sentences."""

from collections.abc import Iterator
from uuid import UUID

from arcs.core.calls.ledger import QualityLedger, VolumeBreak
from arcs.files.workload import MeasuredFiles
from arcs.web.studies.models import LedgerLine, LedgerRemark

READ = "Records in the files"
KEPT = "Records measured"
GIVEN = "Intervals of those calls"
USED = "Intervals in the sums"
MISSING = "a time is not recorded"
NEGATIVE = "it ends before it begins"
OVER_LONG = "longer than the cap"
NOT_RECORDED, UNREADABLE = "read as not recorded", "could not be read"
LEFT_OUT_REASONS = {MISSING: "missing", NEGATIVE: "negative", OVER_LONG: "over_long"}
INTERVAL_REASONS = (GIVEN, MISSING, NEGATIVE, OVER_LONG, USED)


def account_lines(found: MeasuredFiles, *, study: UUID, call_import: UUID) -> list[LedgerLine]:
    """Records read = measured + set aside by reason; intervals = used + missing + negative + over-long."""
    totals = found.workload.totals
    records = [("start", READ, found.ledger.rows_read)]
    records += [("minus", reason, many) for reason, many in found.set_aside.items()]
    records += [("total", KEPT, found.rows_kept)]
    intervals = [
        ("start", GIVEN, totals.rows),
        ("minus", MISSING, totals.missing),
        ("minus", NEGATIVE, totals.negative),
        ("minus", OVER_LONG, totals.over),
        ("total", USED, totals.used),
    ]
    return [
        LedgerLine(
            study_id=study, call_import_id=call_import, account=account, position=position, role=role, reason=reason,
            rows=many,
        )
        for account, lines in (("records", records), ("intervals", intervals))
        for position, (role, reason, many) in enumerate(lines)
    ]  # fmt: skip


def remarks_of(ledger: QualityLedger, found: MeasuredFiles, *, study: UUID, call_import: UUID) -> list[LedgerRemark]:
    """Repairs, odd words, breaks in the series, warnings and statements, as the ledger gives them."""
    said = (*_repairs(ledger), *_breaks(ledger), *_sentences(ledger, found))
    return [
        LedgerRemark(study_id=study, call_import_id=call_import, position=position, **one)
        for position, one in enumerate(said)
    ]


def _repairs(ledger: QualityLedger) -> Iterator[dict[str, object]]:
    for one in ledger.repairs:
        done = f"read as {one.repaired}" if one.repaired else NOT_RECORDED
        yield {"kind": "repair", "column": one.column, "given": one.given, "done": done, "rows": one.rows}
    for done, words in ((NOT_RECORDED, ledger.not_recorded), (UNREADABLE, ledger.unreadable)):
        for column, counts in words.items():
            for given, many in counts.items():
                yield {"kind": "repair", "column": column, "given": given, "done": done, "rows": many}
    for group in ledger.look_alike_types:
        yield {
            "kind": "alike", "column": "call type", "given": " | ".join(group), "done": "look alike; kept as given"
        }  # fmt: skip


def _breaks(ledger: QualityLedger) -> Iterator[dict[str, object]]:
    for one in ledger.breaks:
        yield {"kind": "break", "column": one.column, "given": one.value, "done": _break_words(one)}


def _break_words(one: VolumeBreak) -> str:
    return (
        f"{one.weekly_before:.1f} calls a week before {one.week_starting}, {one.weekly_after:.1f} from then on; "
        "totals across that week do not compare"
    )


def _sentences(ledger: QualityLedger, found: MeasuredFiles) -> Iterator[dict[str, object]]:
    for text in found.warnings:
        yield {"kind": "warning", "done": text}
    for text in dict.fromkeys((*ledger.statements, *found.statements, *found.remarks)):
        yield {"kind": "statement", "done": text}
