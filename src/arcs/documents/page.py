"""The report as one page."""
from arcs.documents.outline import Report
def html(report: Report, drawings: dict[str, str], phones: dict[str, str]) -> str:
    return ""
