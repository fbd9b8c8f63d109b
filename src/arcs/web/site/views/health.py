"""Whether the programme serves: for the demonstration, a reverse proxy or a monitor."""

import os

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
@transaction.non_atomic_requests  # a transaction that cannot begin would be answered with 500, in words of nobody
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers in the application's role, else 503; says nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return HttpResponse("The database does not answer.\n", status=503, content_type="text/plain")
    answer = HttpResponse("serving\n", content_type="text/plain")
    answer.headers["Arcs-Start"] = os.environ.get("ARCS_START", "")  # which start answers (site.serving)
    return answer
