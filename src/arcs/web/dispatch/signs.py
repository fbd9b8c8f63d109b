"""The signs by which screens and phones know that something they show has changed: one statement each."""

# Each row that the board shows, with the transaction that wrote it last. Two writers who overlap cannot hide each
# other, as they could behind a highest number; and nobody waits for anybody, as at one counter (docs/decisions/0033).
REVISION = """
with shown as (select id from calls_call where state = 'open')
select md5(concat_ws('.',
    (select sum(hashtextextended(id::text || xmin::text, 0)) from calls_call where state = 'open'),
    (select sum(hashtextextended(id::text || xmin::text, 0)) from units_unitnow),
    (select sum(hashtextextended(id::text || xmin::text, 0)) from units_assignment where held_to is null),
    (select sum(hashtextextended(id::text || xmin::text, 0)) from units_crew
        where ends_at > now() and starts_at <= now()),
    (select sum(hashtextextended(id::text || xmin::text, 0)) from units_oncallduty
        where ends_at > now() and starts_at <= now()),
    (select sum(hashtextextended(id::text, 0)) from triage_decision where call_id = any (array(select id from shown))),
    (select sum(hashtextextended(id::text, 0)) from triage_sentback where call_id = any (array(select id from shown))),
    (select sum(hashtextextended(id::text, 0)) from calls_callnote where call_id = any (array(select id from shown))),
    (select sum(hashtextextended(id::text, 0)) from dispatch_callphoto
        where call_id = any (array(select id from shown))),
    (select sum(hashtextextended(id::text, 0)) from dispatch_calloutcome
        where call_id = any (array(select id from shown))),
    (select sum(hashtextextended(id::text, 0)) from dispatch_fieldentry
        where why_kept <> '' and call_id = any (array(select id from shown))),
    (select sum(hashtextextended(id::text, 0)) from dispatch_handback
        where call_id = any (array(select id from shown))),
    (select sum(hashtextextended(id::text || xmin::text, 0)) from dispatch_plea where answered_at is null),
    (select sum(hashtextextended(id::text, 0)) from dispatch_checkinalarm
        where assignment_id in (select id from units_assignment where held_to is null)),
    (select sum(hashtextextended(id::text || xmin::text, 0)) from dispatch_handover
        where call_id = any (array(select id from shown)))
))
"""

FIELD_SIGN = """
with mine as (select unnest(units_of_acting_person()) as unit_id),
    held as (select id, xmin, call_id, check_in_due from units_assignment
        where held_to is null and unit_id = any (array(select unit_id from mine))),
    own as (select id, xmin, address_key from calls_call where id = any (array(select call_id from held))
        or state = 'open' and id = any (array(select call_id from dispatch_handover
            where settled_by = acting_person() and acknowledged_at > now() - interval '31 days')))
select md5(concat_ws('.',
    (select sum(hashtextextended(concat(id, xmin, check_in_due <= now()), 0)) from held),
    (select sum(hashtextextended(id::text || xmin::text, 0)) from own),
    (select sum(hashtextextended(id::text, 0)) from triage_decision where call_id = any (array(select id from own))),
    (select sum(hashtextextended(id::text, 0)) from triage_sentback where call_id = any (array(select id from own))),
    (select sum(hashtextextended(id::text, 0)) from calls_callnote where call_id = any (array(select id from own))),
    (select sum(hashtextextended(id::text, 0)) from calls_premisenote
        where address_key = any (array(select address_key from own where address_key <> ''))),
    (select sum(hashtextextended(id::text, 0)) from dispatch_callphoto
        where call_id = any (array(select id from own))),
    (select sum(hashtextextended(id::text, 0)) from dispatch_calloutcome
        where call_id = any (array(select id from own))),
    (select sum(hashtextextended(id::text, 0)) from dispatch_fieldentry
        where why_kept <> '' and call_id = any (array(select id from own))),
    (select sum(hashtextextended(id::text, 0)) from dispatch_handback
        where call_id = any (array(select id from own))),
    (select sum(hashtextextended(id::text || xmin::text, 0)) from dispatch_plea
        where call_id = any (array(select id from own))),
    (select sum(hashtextextended(concat(id, xmin, due_at <= now()), 0)) from dispatch_handover
        where acknowledged_at is null and refused_at is null and withdrawn_at is null
            and call_id in (select id from calls_call where state = 'open')),
    (select sum(hashtextextended(id::text, 0)) from dispatch_handover
        where made_by = acting_person() and refused_at > now() - interval '31 days')
))
"""
