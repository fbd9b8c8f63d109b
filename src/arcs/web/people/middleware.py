"""Who acts in a request: the signed-in person, the door while signing in, else a visitor who sees nothing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from arcs.web.wall.acting import Standing, acting_as

SIGN_IN_PATHS = ("/sign-in/", "/invitation/")


class ActingMiddleware:
    """Names the acting person before any view's transaction opens; see arcs.web.wall.acting."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the rest of the request in one person's name."""
        # Reading the user here, in the door's name, keeps it out of the view's transaction.
        user = request.user
        nobody = Standing.DOOR if request.path.startswith(SIGN_IN_PATHS) else Standing.VISITOR
        with acting_as(user.pk if user.is_authenticated else nobody):
            return self.get_response(request)
