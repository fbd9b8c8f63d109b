"""Words that every edition of a protocol shares: reserved questions, routes, capabilities, answers and wishes."""

from enum import StrEnum


class Answer(StrEnum):
    """What was answered to a question; a question without an answer is UNANSWERED, never a silent no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    UNANSWERED = "unanswered"


class Wish(StrEnum):
    """What the caller wishes or needs; it never outweighs a danger."""

    OFFICER = "officer"
    TELEPHONE = "telephone"
    INTERPRETER = "interpreter"
    NO_INTERNET = "no_internet"


# Recorded yes to one of these is a ground for police on any call; unknown is one on every call but behavioral health.
DANGERS = ("weapon", "violence", "in_progress", "suspect_present", "threat")
MEDICAL = "medical"
INJURY = "injury"
BEHAVIORAL_HEALTH = "behavioral_health"
MINOR = "minor"
DISQUALIFIERS = (*DANGERS, INJURY, MEDICAL)
# The grounds on which police go to a behavioral-health call (50 ILCS 754): there are no others.
CRIME, THREAT, CRISIS_LINE_CANNOT = "crime", "threat", "crisis_line"
GROUNDS = (CRIME, THREAT, CRISIS_LINE_CANNOT)
# Not one of the three: what a statute orders police to do, or to save a life, whatever anybody's health is
# (docs/decisions/0023). Only call types can hold it, and `check` names each that does.
DUTY = "duty"
# What a crisis is called in every dispatch system, as beginnings of words in a folded name: no edition can make such a
# type an ordinary one, whatever stands beside these words (attempt, subject, case, in progress).
CRISIS_WORDS = (
    "suicid", "psychiatric", "mental health", "mentally ill", "behavioral health", "behavioural health",
    "emotionally disturbed", "crisis intervention", "involuntary commit",
)  # fmt: skip
RESERVED_QUESTIONS = (
    "weapon", "violence", "in_progress", "suspect_present", "injury", "medical", "threat", "minor", "behavioral_health",
)  # fmt: skip

OFFICER, EMS, CRISIS_LINE_ROUTE = "officer", "ems", "988"
RESERVED_ROUTES = (
    "officer", "cit_officer", "co_response", "srt", "cso", "clinician_center", "clinician_remote", "tru", "online",
    "care", "partner", "ems", "fire", "988", "none",
)  # fmt: skip

# Capabilities that the law itself names; an edition must hold them and may add its own.
ARMED_OFFICER, MEDIC, FIRE, CRISIS_LINE = "armed_officer", "medic", "fire", "crisis_line"
CLINICIAN_ON_SCENE, REPORT_TAKER = "clinician_on_scene", "report_taker"
LAW_CAPABILITIES = (ARMED_OFFICER, MEDIC, FIRE, CRISIS_LINE, CLINICIAN_ON_SCENE, REPORT_TAKER)

# What a reserved route is by its name, as capabilities of the law: it must hold these, so that it means the same in
# every edition, and what else the law asks for it does not bring, whatever an edition ticks. None does nothing.
NOBODY = "none"
POLICE_ROUTES = (OFFICER, "cit_officer", "srt")
IS_BY_NAME = {
    **dict.fromkeys(POLICE_ROUTES, (ARMED_OFFICER,)), "co_response": (CLINICIAN_ON_SCENE, ARMED_OFFICER),
    EMS: (MEDIC,), "fire": (FIRE,), CRISIS_LINE_ROUTE: (CRISIS_LINE,),
}  # fmt: skip
_SCENE = (ARMED_OFFICER, MEDIC, FIRE, CLINICIAN_ON_SCENE)
NOT_BY_NAME = {
    **dict.fromkeys(POLICE_ROUTES, (MEDIC, FIRE, CLINICIAN_ON_SCENE, CRISIS_LINE)), "co_response": (MEDIC, FIRE),
    **dict.fromkeys(("cso", "tru", "online", "care", "partner"), (*_SCENE, CRISIS_LINE)),
    **dict.fromkeys(("clinician_center", "clinician_remote", CRISIS_LINE_ROUTE), _SCENE),
    EMS: (ARMED_OFFICER, FIRE, CLINICIAN_ON_SCENE, CRISIS_LINE),
    "fire": (ARMED_OFFICER, MEDIC, CLINICIAN_ON_SCENE, CRISIS_LINE),
}  # fmt: skip

EVERY_OTHER = "*"  # in a case: what every question without an answer of its own is answered
