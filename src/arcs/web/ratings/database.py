"""Functions in the database: whose sheet is open, and the only way in which single answers are ever added up.

`publish_ratings` holds the law of small groups. An answer counts when its sheet is finished, and then never changes.
For each call type and item the answers, and apart from them the "don't know"s, form a pile; a pile grows only by five
raters or more at once, so that whatever is shown at any two dates differs by nothing or by five raters. A call type is
split by group only where in every such step each group has none or at least five raters, so that no difference of
groups, totals and dates rests on fewer. `core.disclosure` is the judge of this in the tests.
"""

from arcs.core.disclosure import SMALLEST_PUBLISHABLE_COUNT
from arcs.web.studies.database import somebody_at_work
from arcs.web.wall.acting import Standing

FEWEST = SMALLEST_PUBLISHABLE_COUNT
HEAD = "language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$"
OPEN = """o.closed_at is null and programme_day() <= o.deadline
        and exists (select from studies_study s where s.id = o.study_id and s.closed_at is null)"""

SHEETS = f"""
create function acting_rounds_rated() returns uuid[] {HEAD}
    select coalesce(array_agg(r.round_id), '{{}}') from ratings_rater r where r.id = acting_person()
$$;

create function acting_open_sheets() returns uuid[] {HEAD}
    select coalesce(array_agg(r.id), '{{}}') from ratings_rater r
    join ratings_ratinground o on o.id = r.round_id
    join ratings_invitation i on i.rater_id = r.id
    where r.id = acting_person() and r.finished_at is null and i.ended_at is null and {OPEN}
$$;

-- What a rater is told of the own invitation: whether it was ended.
create function acting_invitation_ended() returns boolean {HEAD}
    select exists (select from ratings_invitation i where i.rater_id = acting_person() and i.ended_at is not null)
$$;

-- How many raters stand where: for every member of the study, whether or not they may know who is invited.
create function rating_progress(of_round uuid)
returns table (invited bigint, not_begun bigint, in_progress bigint, done bigint, ended bigint, without_share bigint)
{HEAD}
    select count(*) filter (where i.ended_at is null or r.finished_at is not null),
        count(*) filter (where i.ended_at is null and r.begun_at is null),
        count(*) filter (where i.ended_at is null and r.begun_at is not null and r.finished_at is null),
        count(*) filter (where r.finished_at is not null),
        count(*) filter (where i.ended_at is not null and r.finished_at is null),
        count(*) filter (where i.ended_at is null and r.finished_at is null
                         and not exists (select from ratings_share s where s.rater_id = r.id))
    from ratings_rater r join ratings_invitation i on i.rater_id = r.id
    where r.round_id = of_round and r.study_id = any (acting_studies())
$$;

create function acting_rounds_taken_in() returns uuid[] {HEAD}
    select coalesce(array_agg(o.id), '{{}}') from ratings_ratinground o
    where o.taken_in and o.study_id = any (acting_studies_worked())
$$;
"""

# Rounds in which at least five raters wait and one of them finished since the last publication, with somebody in whose
# name to publish: asked by the clock, answered to nobody else.
DUE = f"""
create function rating_rounds_due() returns table (round uuid, person uuid)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select o.id, {somebody_at_work("o.study_id")}
    from ratings_ratinground o join studies_study s on s.id = o.study_id and s.closed_at is null
    where acting_person() = '{Standing.CLERK.value}' and not o.taken_in
      and exists (
        select from ratings_rater r where r.round_id = o.id and r.finished_at > coalesce(
            (select max(p.made_at) from ratings_publication p where p.round_id = o.id), '-infinity'))
      and (
        select count(*) from ratings_rater r where r.round_id = o.id and r.finished_at is not null and exists (
            select from ratings_answer a where a.rater_id = r.id and a.repeat = 0 and a.published_in is null)
      ) >= {FEWEST}
$$;
"""

PUBLISH = f"""
create function publish_ratings(of_round uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    the_study uuid;
    step integer;
    grown bigint;
    more bigint;
begin
    select o.study_id into the_study from ratings_ratinground o where o.id = of_round and not o.taken_in for update;
    if the_study is null or the_study <> all (acting_studies_worked()) then
        raise exception 'Whoever acts may not publish the ratings of this round'
            using errcode = 'insufficient_privilege';
    end if;
    select coalesce(max(p.number), 0) + 1 into step from ratings_publication p where p.round_id = of_round;

    with piles as (
        select a.call_type, a.item, a.answer = '?' as unsure
        from ratings_answer a join ratings_rater r on r.id = a.rater_id and r.finished_at is not null
        where a.round_id = of_round and a.repeat = 0 and a.published_in is null
        group by 1, 2, 3 having count(*) >= {FEWEST})
    update ratings_answer a set published_in = step from piles p, ratings_rater r
    where a.round_id = of_round and a.repeat = 0 and a.published_in is null
      and r.id = a.rater_id and r.finished_at is not null
      and a.call_type = p.call_type and a.item = p.item and (a.answer = '?') = p.unsure;
    get diagnostics grown = row_count;

    -- Comments come with the raters of a call type, five at least, whether or not each of them wrote something.
    with rated as (
        select s.id, s.call_type from ratings_share s
        join ratings_rater r on r.id = s.rater_id and r.finished_at is not null
        where s.round_id = of_round and s.repeat = 0 and s.published_in is null and (
            exists (select from ratings_answer a
                    where a.rater_id = s.rater_id and a.call_type = s.call_type and a.repeat = 0)
            or exists (select from ratings_comment c
                       where c.rater_id = s.rater_id and c.call_type = s.call_type and c.words <> '')))
    update ratings_share s set published_in = step from rated d
    where s.id = d.id and d.call_type in (select call_type from rated group by 1 having count(*) >= {FEWEST});
    get diagnostics more = row_count;
    grown := grown + more;
    insert into ratings_publishedcomment (id, study_id, round_id, call_type, item, words)
        select gen_random_uuid(), the_study, of_round, c.call_type, '', c.words from ratings_comment c
        join ratings_share s on s.rater_id = c.rater_id and s.call_type = c.call_type and s.published_in = step
        where c.round_id = of_round and c.words <> '';

    -- Hidden repeats: one number over all types and items, from five raters more each time.
    update ratings_rater r set steady_in = step
    where r.round_id = of_round and r.finished_at is not null and r.steady_in is null
      and r.id in (select rater from twice_answered(of_round))
      and (select count(distinct t.rater) from twice_answered(of_round) t
           join ratings_rater w on w.id = t.rater and w.finished_at is not null and w.steady_in is null) >= {FEWEST};
    get diagnostics more = row_count;
    grown := grown + more;

    if grown = 0 then
        return null;
    end if;
    perform count_published(of_round, the_study);
    insert into ratings_publication
        (id, study_id, round_id, number, finished, waiting, repeats_twice, repeats_same, made_by, made_at)
    select gen_random_uuid(), the_study, of_round, step,
        count(*) filter (where r.finished_at is not null),
        count(*) filter (where r.finished_at is not null and exists (
            select from ratings_answer a where a.rater_id = r.id and a.repeat = 0 and a.published_in is null)),
        (select count(*) from twice_answered(of_round) t join ratings_rater w on w.id = t.rater
            where w.steady_in is not null),
        (select count(*) from twice_answered(of_round) t join ratings_rater w on w.id = t.rater
            where w.steady_in is not null and t.same),
        acting_person(), clock_timestamp()
    from ratings_rater r where r.round_id = of_round;
    return step;
end $$;
"""

# Two functions that only the owner's own function may call: they look at single answers.
INSIDE = """
create function twice_answered(of_round uuid) returns table (rater uuid, same boolean)
language sql stable set search_path = pg_catalog, public, pg_temp as $$
    select a.rater_id, a.answer = b.answer from ratings_answer a
    join ratings_answer b on b.rater_id = a.rater_id and b.call_type = a.call_type and b.item = a.item and b.repeat = 1
    where a.round_id = of_round and a.repeat = 0 and a.answer <> '?' and b.answer <> '?'
$$;

create function count_published(of_round uuid, the_study uuid) returns void
language sql volatile set search_path = pg_catalog, public, pg_temp as $$
    delete from ratings_publishedcount where round_id = of_round;
    with cells as (
        select a.call_type, a.item, a.answer, r."group", a.published_in, count(*) as many
        from ratings_answer a join ratings_rater r on r.id = a.rater_id
        where a.round_id = of_round and a.repeat = 0 and a.published_in is not null group by 1, 2, 3, 4, 5),
    steps as (
        select call_type, sum(many) as many from cells group by call_type, item, answer = '?', published_in, "group"),
    split as (select call_type from steps group by 1 having min(many) >= FEWEST)
    insert into ratings_publishedcount (id, study_id, round_id, call_type, item, "group", answer, many)
    select gen_random_uuid(), the_study, of_round, c.call_type, c.item,
        case when p.call_type is null then '' else c."group" end, c.answer, sum(c.many)
    from cells c left join split p on p.call_type = c.call_type group by 4, 5, 6, 7
$$;
""".replace("FEWEST", str(FEWEST))

FUNCTIONS = SHEETS + DUE + INSIDE + PUBLISH
DROP_FUNCTIONS = """
drop function publish_ratings(uuid); drop function count_published(uuid, uuid); drop function twice_answered(uuid);
drop function rating_rounds_due(); drop function rating_progress(uuid); drop function acting_rounds_taken_in();
drop function acting_invitation_ended(); drop function acting_open_sheets(); drop function acting_rounds_rated();
"""
