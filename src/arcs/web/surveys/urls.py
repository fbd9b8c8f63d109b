"""Addresses of surveys: those of staff below a study, those of residents and partners below their links."""

from django.urls import path

from arcs.web.surveys.views import answering, interviews, paper, partners, waves, words

app_name = "surveys"
urlpatterns = [
    path("studies/<uuid:study>/surveys/", waves.home, name="home"),
    path("studies/<uuid:study>/surveys/new/", waves.new, name="new"),
    path("studies/<uuid:study>/surveys/words/", words.words, name="words"),
    path("studies/surveys/words/<uuid:row>/", words.words_of, name="words_of"),
    path("studies/surveys/<uuid:wave>/", waves.wave, name="wave"),
    path("studies/surveys/<uuid:wave>/change/", waves.edit, name="edit"),
    path("studies/surveys/<uuid:wave>/open/", waves.open_wave, name="open"),
    path("studies/surveys/<uuid:wave>/new-link/", waves.renew, name="renew"),
    path("studies/surveys/<uuid:wave>/close/", waves.close, name="close"),
    path("studies/surveys/<uuid:wave>/invite/", waves.invite, name="invite"),
    path("studies/surveys/<uuid:wave>/remind/", waves.remind, name="remind"),
    path("studies/surveys/invitations/<uuid:invitation>/new-link/", waves.new_link, name="invited_new_link"),
    path("studies/surveys/<uuid:wave>/results/", waves.results, name="results"),
    path("studies/surveys/<uuid:wave>/paper/", paper.paper, name="paper"),
    path("studies/surveys/<uuid:wave>/paper/<int:first>-<int:last>.pdf", paper.paper_pdf, name="paper_pdf"),
    path("studies/surveys/<uuid:wave>/entry/", paper.entry, name="entry"),
    path("studies/surveys/<uuid:wave>/entry/<int:number>/", paper.entry_form, name="entry_form"),
    path("studies/<uuid:study>/interviews/", interviews.interviews, name="interviews"),
    path("studies/<uuid:study>/interviews/new/", interviews.new, name="interview_new"),
    path("studies/<uuid:study>/interviews/undo/<uuid:change>/", interviews.undo, name="interview_undo"),
    path("studies/interviews/<uuid:row>/", interviews.interview, name="interview"),
    path("studies/<uuid:study>/partners/", partners.partners, name="partners"),
    path("studies/<uuid:study>/partners/new/", partners.new, name="partner_new"),
    path("studies/partners/<uuid:partner>/", partners.partner, name="partner"),
    path("studies/partners/<uuid:partner>/accept/", partners.accept, name="accept"),
    path("studies/partners/<uuid:partner>/new-link/", partners.new_link, name="partner_new_link"),
    path("survey/<str:secret>/", answering.welcome, name="welcome"),
    path("survey/<str:secret>/begin/", answering.begin, name="begin"),
    path("survey/<str:secret>/you/", answering.you, name="you"),
    path("survey/<str:secret>/end/", answering.end, name="end"),
    path("survey/<str:secret>/<int:card>/", answering.card, name="card"),
    path("partner/<str:secret>/", partners.questionnaire, name="questionnaire"),
]
