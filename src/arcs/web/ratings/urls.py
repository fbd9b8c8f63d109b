"""Addresses of ratings."""

from django.urls import path

from arcs.web.ratings.apps import PREFIX
from arcs.web.ratings.views import results, rounds, sheet

SHEET = PREFIX.removeprefix("/")
app_name = "ratings"
urlpatterns = [
    path("studies/<uuid:study>/ratings/", rounds.overview, name="overview"),
    path("studies/<uuid:study>/ratings/new/", rounds.new, name="new"),
    path("studies/<uuid:study>/ratings/agreement/", results.agreement, name="agreement"),
    path("studies/<uuid:study>/ratings/agreement/items.csv", results.items_csv, name="items_csv"),
    path("studies/<uuid:study>/ratings/yes/", results.shares, name="shares"),
    path("studies/<uuid:study>/ratings/rules/<slug:rule_from>/<slug:rule_to>/", results.rules, name="rules"),
    path("studies/ratings/<uuid:of_round>/change/", rounds.change, name="change"),
    path("studies/ratings/<uuid:of_round>/invite/", rounds.invite, name="invite"),
    path("studies/ratings/<uuid:of_round>/share/", rounds.share, name="share"),
    path("studies/ratings/<uuid:of_round>/publish/", rounds.publish, name="publish"),
    path("studies/ratings/<uuid:of_round>/close/", rounds.close, name="close"),
    path("studies/ratings/raters/<uuid:rater>/", rounds.rater, name="rater"),
    path("studies/ratings/raters/<uuid:rater>/remind/", rounds.remind, name="remind"),
    path("studies/ratings/raters/<uuid:rater>/link/", rounds.link, name="link"),
    path("studies/ratings/raters/<uuid:rater>/end/", rounds.end, name="end"),
    path("studies/ratings/types/<uuid:round_type>/", results.call_type, name="type"),
    path(f"{SHEET}<str:secret>/", sheet.intro, name="intro"),
    path(f"{SHEET}<str:secret>/<int:number>/", sheet.page, name="page"),
    path(f"{SHEET}<str:secret>/review/", sheet.review, name="review"),
]
