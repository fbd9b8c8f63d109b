"""What the database asks of each step of an edition, where a policy cannot: policies see only the row that results."""

import pgtrigger

# Roles that must approve every edition, as their permissions say today.
REQUIRED = (
    "select m.role_id from people_rolepermission m join people_rolepermission a on a.role_id = m.role_id"
    " where m.permission = 'protocols.must_approve' and a.permission = 'protocols.approve'"
)

# The newest proof of exactly this content found nothing.
UNPROVEN = (
    "(select p.findings from protocols_editionproof p where p.edition_id = NEW.id and p.digest = NEW.digest"
    " order by p.made_at desc, p.transaction desc limit 1) is distinct from '[]'::jsonb"
)

# Each sending begins a review of its own, so that no word of an earlier one counts; within it the content has one name.
ON_ITS_WAY = pgtrigger.Trigger(
    name="on_its_way",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition("OLD.* IS DISTINCT FROM NEW.*"),
    func=f"""
        IF OLD.state = 'draft' AND NEW.state = 'in_review' THEN
            NEW.review := OLD.review + 1;
        ELSIF NEW.review IS DISTINCT FROM OLD.review
            OR (NEW.digest IS DISTINCT FROM OLD.digest AND NOT (NEW.state = 'draft' AND NEW.digest = '')) THEN
            RAISE EXCEPTION 'A review and its content are named when an edition is sent for it'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF OLD.state = 'draft' AND NEW.state = 'in_review' AND {UNPROVEN} THEN
            RAISE EXCEPTION 'Only what was proven as it stands, without a finding, is reviewed'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NEW.state = 'approved' AND OLD.state NOT IN ('in_review', 'approved') THEN
            RAISE EXCEPTION 'Only what is in review is approved' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NEW.state IS DISTINCT FROM OLD.state AND NEW.state IN ('in_review', 'approved') AND EXISTS (
            {REQUIRED} EXCEPT SELECT r.role_id FROM protocols_editionapprover r WHERE r.edition_id = NEW.id) THEN
            RAISE EXCEPTION 'A role that must approve every edition is not asked'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    """,
)

# Days are said by who dates, for today or later; what has begun to hold keeps its first day and is not withdrawn, and
# what is retired stays so.
DAYS_ARE_ENACTED = pgtrigger.Trigger(
    name="days_are_enacted",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "OLD.effective_from IS DISTINCT FROM NEW.effective_from OR OLD.retired_from IS DISTINCT FROM NEW.retired_from"
        " OR (OLD.state <> 'withdrawn' AND NEW.state = 'withdrawn')"
    ),
    func="""
        IF NOT acting_may('protocols.enact') THEN
            RAISE EXCEPTION 'An edition is dated, retired and withdrawn by who may do that'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF OLD.effective_from <= programme_day() AND (NEW.state = 'withdrawn'
            OR NEW.effective_from IS DISTINCT FROM OLD.effective_from) THEN
            RAISE EXCEPTION 'It has begun to hold, and that stays so' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NEW.effective_from IS DISTINCT FROM OLD.effective_from
            AND (NEW.effective_from IS NULL OR NEW.effective_from < programme_day()) THEN
            RAISE EXCEPTION 'An edition holds from today or later' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NEW.retired_from IS DISTINCT FROM OLD.retired_from
            AND (OLD.retired_from <= programme_day() OR NEW.retired_from < programme_day()) THEN
            RAISE EXCEPTION 'An edition is retired from today or later, once' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    """,
)

FOUND_STAYS = pgtrigger.Protect(
    name="found_stays", operation=pgtrigger.Update, condition=~pgtrigger.Q(old__state="waiting")
)
