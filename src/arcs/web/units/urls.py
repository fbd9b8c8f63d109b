"""Addresses of units, the roster and the on-call rota."""

from django.urls import path
from django.urls.resolvers import URLPattern

from arcs.web.units.views import on_call, roster, units

app_name = "units"
urlpatterns: list[URLPattern] = [
    path("units/", units.listed, name="list"),
    path("units/new/", units.new, name="new"),
    path("units/mine/", units.mine, name="mine"),
    path("units/<uuid:unit>/", units.unit, name="unit"),
    path("units/<uuid:unit>/change/", units.change, name="change"),
    path("units/<uuid:unit>/end/", units.end, name="end"),
    path("units/<uuid:unit>/again/", units.again, name="again"),
    path("units/<uuid:unit>/status/", units.status, name="status"),
    path("units/<uuid:unit>/expected/", units.expected, name="expected"),
    path("units/<uuid:unit>/check-in/", units.check_in, name="check_in"),
    path("units/<uuid:unit>/take-back/", units.take_back, name="take_back"),
    path("units/<uuid:unit>/attributes/", units.attribute, name="attribute"),
    path("units/attributes/<uuid:attribute>/end/", units.end_attribute, name="end_attribute"),
    path("units/attributes/<uuid:attribute>/keep/", units.keep_attribute, name="keep_attribute"),
    path("units/roster/", roster.week, name="roster"),
    path("units/roster/plan/", roster.plan, name="plan"),
    path("units/roster/patterns/", roster.patterns, name="patterns"),
    path("units/roster/patterns/<uuid:pattern>/end/", roster.end_pattern, name="end_pattern"),
    path("units/roster/patterns/<uuid:pattern>/keep/", roster.keep_pattern, name="keep_pattern"),
    path("units/shifts/<uuid:shift>/", roster.shift, name="shift"),
    path("units/crew/<uuid:crew>/off/", roster.take_off, name="take_off"),
    path("units/crew/<uuid:crew>/back/", roster.put_back, name="put_back"),
    path("units/on-call/", on_call.rota, name="on_call"),
    path("units/on-call/new/", on_call.new, name="new_duty"),
    path("units/on-call/<uuid:duty>/", on_call.duty, name="duty"),
    path("units/on-call/<uuid:duty>/off/", on_call.take_off, name="take_off_call"),
    path("units/on-call/<uuid:duty>/back/", on_call.put_back, name="put_back_on_call"),
    path("units/routes/", on_call.routes, name="routes"),
]
