"""Addresses of programmes."""

from django.urls import path
from django.urls.resolvers import URLPattern

from arcs.web.programmes.views import plan, policies, reading, routes, step, trainings

app_name = "programmes"
urlpatterns: list[URLPattern] = [
    path("programme/", reading.mine, name="mine"),
    path("programme/read/<uuid:version>/", reading.read, name="read"),
    path("programme/begin/<uuid:study>/", plan.begin, name="begin"),
    path("programme/<uuid:programme>/", plan.plan, name="plan"),
    path("programme/<uuid:programme>/undo/", plan.undo, name="undo"),
    path("programme/<uuid:programme>/more/", plan.more, name="more"),
    path("programme/<uuid:programme>/steps/new/", step.new, name="new_step"),
    path("programme/steps/<uuid:step>/", step.step, name="step"),
    path("programme/steps/<uuid:step>/done/", step.done, name="step_done"),
    path("programme/steps/<uuid:step>/remove/", step.remove, name="step_remove"),
    path("programme/<uuid:programme>/routes/", routes.routes, name="routes"),
    path("programme/<uuid:programme>/ending/", routes.ending, name="ending"),
    path("programme/routes/<uuid:route>/", routes.route, name="route"),
    path("programme/routes/<uuid:route>/live/", routes.live, name="live"),
    path("programme/routes/<uuid:route>/off/", routes.off, name="off"),
    path("programme/routes/<uuid:route>/people/", routes.people, name="people"),
    path("programme/people/<uuid:people>/end/", routes.end_people, name="end_people"),
    path("programme/routes/<uuid:route>/policies/new/", policies.new, name="new_policy"),
    path("programme/policies/<uuid:policy>/", policies.policy, name="policy"),
    path("programme/policies/<uuid:policy>/change/", policies.change, name="change_policy"),
    path("programme/policies/<uuid:policy>/end/", policies.end, name="end_policy"),
    path("programme/routes/<uuid:route>/trainings/new/", trainings.new, name="new_training"),
    path("programme/trainings/<uuid:training>/", trainings.training, name="training"),
    path("programme/trainings/<uuid:training>/end/", trainings.end, name="end_training"),
    path("programme/records/<uuid:record>/withdraw/", trainings.withdraw, name="withdraw"),
]
