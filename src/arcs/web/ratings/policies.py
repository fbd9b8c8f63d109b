"""Row security of ratings: a sheet is its rater's while it is open; staff see rounds, progress and published counts."""

from arcs.web.studies.policies import AUDITED, LED, SEEN, WORKED
from arcs.web.wall.acting import Standing
from arcs.web.wall.policies import SELF, Command, Policy

RATED = "round_id = any ((select acting_rounds_rated())::uuid[])"
OWN_SHEET = "rater_id = any ((select acting_open_sheets())::uuid[])"
UNCOUNTED = "published_in is null"
TAKEN_IN = "round_id = any ((select acting_rounds_taken_in())::uuid[])"
DOOR = f"{SELF} = '{Standing.DOOR.value}'"


def _of(name: str, **rules: str) -> tuple[Policy, ...]:
    """Policies of one table: `seen`, `made`, `changed` and `removed`, each where there is one."""
    words: tuple[tuple[str, Command], ...] = (
        ("seen", "select"), ("made", "insert"), ("changed", "update"), ("removed", "delete"),
    )  # fmt: skip
    return tuple(
        Policy(
            table=f"ratings_{name}",
            name=f"{name}_{word}",
            command=command,
            using="" if command == "insert" else rules[word],
            check=rules[word] if command == "insert" else rules.get(f"{word}_to", "") if command == "update" else "",
        )
        for word, command in words
        if word in rules
    )


ROUND = (
    *_of(
        "ratinground",
        seen=f"{SEEN} or id = any ((select acting_rounds_rated())::uuid[])",
        made=f"{WORKED} and opened_by = {SELF}",
        changed=WORKED,
        changed_to=WORKED,
    ),
    *_of("roundtype", seen=f"{SEEN} or {RATED}", made=WORKED),
)
RATERS = (
    *_of(
        "rater",
        seen=f"{SEEN} or id = {SELF}",
        made=f"{WORKED} and begun_at is null and finished_at is null",
        changed="id = any ((select acting_open_sheets())::uuid[])",
        changed_to=f"id = {SELF}",
    ),
    *_of("invitation", seen=f"{WORKED} or {LED}", made=f"{WORKED} and made_by = {SELF}", changed=WORKED,
         changed_to=WORKED),
    # A digest opens nothing, and whoever makes a link has its row given back.
    *_of("raterlink", seen=f"{DOOR} or {WORKED}", made=WORKED),
    *_of("share", seen=f"{WORKED} or rater_id = {SELF}", made=f"{WORKED} and {UNCOUNTED}", removed=WORKED),
)  # fmt: skip
# No policy shows an answer or a comment to staff, and none to its rater once the sheet is finished.
ANSWERS = (
    *_of("answer", seen=OWN_SHEET, made=f"{OWN_SHEET} and {UNCOUNTED}", changed=f"{OWN_SHEET} and {UNCOUNTED}",
         changed_to=f"{OWN_SHEET} and {UNCOUNTED}"),
    *_of("comment", seen=OWN_SHEET, made=OWN_SHEET, changed=OWN_SHEET, changed_to=OWN_SHEET),
)  # fmt: skip
PUBLISHED = (
    *_of("publication", seen=SEEN, made=TAKEN_IN),
    *_of("publishedcount", seen=SEEN, made=TAKEN_IN),
    *_of("publishedcomment", seen=SEEN, made=TAKEN_IN),
    *_of("typesummary", seen=SEEN, made=WORKED, removed=WORKED),
    *_of("pairsummary", seen=SEEN, made=WORKED, removed=WORKED),
    *_of("codechange", seen=SEEN, made=WORKED, removed=WORKED),
    *_of("itemsummary", seen=SEEN, made=WORKED, removed=WORKED),
)
ROOM = (*ROUND, *RATERS, *ANSWERS, *PUBLISHED)
TABLES = tuple(dict.fromkeys(policy.table for policy in ROOM))
EVENTS = {
    "ratings_ratingroundevent": f"{SEEN} or {AUDITED}",
    "ratings_raterevent": f"{SEEN} or {AUDITED}",
    "ratings_invitationevent": f"{WORKED} or {AUDITED}",
}
