"""The region's adopted matrix goes into a draft as a whole; what is the State's is never changed by hand."""

from collections.abc import Sequence
from uuid import UUID

from arcs.core.protocol import MatrixRow
from arcs.files.protocol.texts import texts_of
from arcs.web.people.models import Staff
from arcs.web.protocols.actions import replace_section
from arcs.web.protocols.matrix_pages import MATRIX
from arcs.web.protocols.models import ProtocolEdition


def import_matrix(*, by: Staff, edition: ProtocolEdition, rows: Sequence[MatrixRow], seen: str) -> UUID:
    """Put these rows in place of the matrix; the change, which an undo takes back.

    `seen` is the sign of the matrix that the page showed. ChangedMeanwhile where somebody changed it since.
    """
    texts = [texts_of(MATRIX, one) for one in rows]
    return replace_section(by=by, edition=edition, section=MATRIX, rows=texts, seen=seen)
