"""Functions of the database about surveys: who is asked now, and sums over answers that nobody may read one by one.

Sums over what people said (`survey_cells`, `survey_words`, `survey_rows`) exist only for closed waves, which never
change: no two dates differ by one answer.
"""

from arcs.web.studies.database import somebody_at_work
from arcs.web.wall.acting import Standing

HEAD = "language sql stable security definer set search_path = public, pg_catalog as $$"
CHANGING = "language sql volatile security definer set search_path = public, pg_catalog as $$"
LARGE = 5  # core.disclosure.SMALLEST_PUBLISHABLE_COUNT; a test holds the two together
MY_WAVES = """select coalesce(array_agg(w.id), '{}') from surveys_surveywave w
    where (w.id = acting_person()
           or exists (select from surveys_respondent r where r.id = acting_person() and r.wave_id = w.id))"""

WHO_IS_ASKED = f"""
create function acting_waves() returns uuid[] {HEAD} {MY_WAVES} $$;

create function acting_waves_open() returns uuid[] {HEAD} {MY_WAVES} and w.state = 'open' $$;

create function acting_survey_studies() returns uuid[] {HEAD}
    select coalesce(array_agg(w.study_id), '{{}}') from surveys_surveywave w
    where w.id = acting_person() and w.state = 'open'
$$;

create function survey_unbegun() returns uuid[] {HEAD}
    select coalesce(array_agg(r.id), '{{}}') from surveys_respondent r
    where r.study_id = any (acting_studies_worked()) and r.channel = 'token' and r.begun_at is null
$$;
"""

# The lock makes two who begin in the same moment count one after the other, so that cards stay equally often shown.
BEGINNING = """
create function survey_shown(asked uuid) returns table (category text, many bigint)
language plpgsql volatile security definer set search_path = public, pg_catalog as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(asked::text, 0));
    return query
        select c.category, count(*) from surveys_surveycard c join surveys_surveywave w on w.id = c.wave_id
        where c.wave_id = asked and w.state = 'open'
          and (w.id = any (acting_waves()) or w.study_id = any (acting_studies_worked()))
        group by c.category;
end $$;
"""
COUNTING = f"""
create function survey_same_place(asked uuid, given bytea) returns bigint {HEAD}
    select count(*) from surveys_respondent r
    where r.wave_id = asked and r.place = given and asked = any (acting_waves_open())
$$;

create function survey_outcome(answered smallint, flag text, leaves_out boolean) returns text
language sql immutable set search_path = pg_catalog as $$
    select case when answered = 0 then 'nothing_answered' when leaves_out and flag <> '' then flag else 'usable' end
$$;

create function survey_received(asked uuid)
returns table (grp text, channel text, flag text, outcome text, finished bigint, many bigint) {HEAD}
    select r."group", r.channel, r.flag, survey_outcome(r.answered, r.flag, w.leaves_flagged_out),
           count(r.finished_at), count(*)
    from surveys_respondent r join surveys_surveywave w on w.id = r.wave_id
    where r.wave_id = asked and r.begun_at is not null and w.study_id = any (acting_studies())
    group by 1, 2, 3, 4 order by 1, 2, 3, 4
$$;

create function survey_pace(asked uuid)
returns table (finished bigint, seconds double precision, shown bigint, answered bigint) {HEAD}
    select count(*), percentile_cont(0.5) within group (order by extract(epoch from r.finished_at - r.begun_at)),
           (select count(*) from surveys_surveycard c where c.wave_id = asked),
           (select coalesce(sum(o.answered), 0) from surveys_respondent o where o.wave_id = asked)
    from surveys_respondent r join surveys_surveywave w on w.id = r.wave_id
    where r.wave_id = asked and r.channel <> 'paper' and r.finished_at is not null
      and w.study_id = any (acting_studies())
$$;

create function survey_unfinished(asked uuid) returns table (invitation uuid, begun boolean) {HEAD}
    select r.id, r.begun_at is not null from surveys_respondent r
    where r.wave_id = asked and r.channel = 'token' and r.finished_at is null
      and r.study_id = any (acting_studies_worked())
$$;
"""

FINISHING = f"""
create function survey_finish(who uuid, fastest double precision) returns bigint {CHANGING}
    with done as (
        update surveys_respondent r set finished_at = clock_timestamp(),
            flag = case when r.flag = '' and r.channel <> 'paper' and r.answered >= {LARGE}
                        and extract(epoch from clock_timestamp() - r.begun_at) < fastest * r.answered
                   then 'too_fast' else r.flag end
        from surveys_surveywave w
        where r.id = who and w.id = r.wave_id and w.state = 'open' and r.finished_at is null
          and (r.id = acting_person() or r.channel = 'paper' and r.study_id = any (acting_studies_worked()))
        returning r.id),
    sealed as (update surveys_surveycard set final = true where respondent_id in (select id from done) returning 1),
    told as (update surveys_respondenttrait set final = true where respondent_id in (select id from done) returning 1)
    select count(*) from done
$$;

create function survey_close(asked uuid) returns bigint {CHANGING}
    with closed as (
        select w.id from surveys_surveywave w
        where w.id = asked and w.state = 'closed' and w.study_id = any (acting_studies_worked())),
    sealed as (update surveys_surveycard set final = true where wave_id in (select id from closed) returning 1),
    told as (update surveys_respondenttrait set final = true where wave_id in (select id from closed) returning 1),
    forgotten as (update surveys_respondent set place = null where wave_id in (select id from closed) returning 1)
    select count(*) from closed
$$;
"""

USABLE = """usable as materialized (
        select r.id, r.wave_id, r."group" as grp, row_number() over (order by random()) as who
        from surveys_respondent r join surveys_surveywave w on w.id = r.wave_id
        where {which} and w.state = 'closed' and w.study_id = any (acting_studies())
          and survey_outcome(r.answered, r.flag, w.leaves_flagged_out) = 'usable')"""
OF_WAVE, OF_STUDY = USABLE.format(which="r.wave_id = asked"), USABLE.format(which="r.study_id = asked")
SUMMING = f"""
create function survey_cells(asked uuid)
returns table (category text, alternative text, grp text, score smallint, many bigint) {CHANGING}
    with {OF_WAVE}
    select c.category, a.alternative, u.grp, a.score, count(*)
    from surveys_surveycard c join usable u on u.id = c.respondent_id,
         lateral (values ('cso', c.cso), ('tru_online', c.tru_online), ('outside', c.outside)) a (alternative, score)
    where a.score between 1 and 5
    group by 1, 2, 3, 4 order by 1, 2, 3, 4
$$;

create function survey_words(asked uuid) returns table (category text, kind text, words text) {CHANGING}
    with {OF_WAVE},
    said as (select c.category, c.depends_on, c.suggestion from surveys_surveycard c
             join usable u on u.id = c.respondent_id
             where c.depends_on <> '' or c.suggestion <> ''
                or coalesce(c.cso, c.tru_online, c.outside) is not null),
    large as (select s.category from said s group by 1 having count(*) >= {LARGE})
    select s.category, k.kind, k.words
    from said s, lateral (values ('depends_on', s.depends_on), ('suggestion', s.suggestion)) k (kind, words)
    where k.words <> '' and s.category in (select l.category from large l)
    order by 1, 2, md5(k.words)
$$;

create function survey_rows(asked uuid)
returns table (wave uuid, who bigint, grp text, category text, cso smallint, tru_online smallint, outside smallint,
               depends_on text, suggestion text, traits jsonb) {CHANGING}
    with {OF_STUDY}
    select u.wave_id, u.who, u.grp, c.category, c.cso, c.tru_online, c.outside, c.depends_on, c.suggestion,
           (select coalesce(jsonb_object_agg(t.variable, t.value), '{{}}') from surveys_respondenttrait t
            where t.respondent_id = u.id)
    from usable u join surveys_surveycard c on c.respondent_id = u.id
$$;

create function survey_taken_in(asked uuid)
returns table (respondent text, grp text, category text, alternative text, score smallint, depends_on text,
               suggestion text, weight double precision) {HEAD}
    select a.respondent, a."group", a.category, a.alternative, a.score, a.depends_on, a.suggestion, a.weight
    from surveys_answertakenin a where a.study_id = asked and a.study_id = any (acting_studies())
$$;

create function survey_traits_taken_in(asked uuid) returns table (respondent text, variable text, value text) {HEAD}
    select t.respondent, t.variable, t.value
    from surveys_traittakenin t where t.study_id = asked and t.study_id = any (acting_studies())
$$;
"""
# Open waves whose last day is over, each with somebody who works in the study and may close it: asked by the clock,
# answered to nobody else.
OVER = f"""
create function survey_waves_over(day date) returns table (wave uuid, person uuid) {HEAD}
    select w.id, {somebody_at_work("w.study_id")}
    from surveys_surveywave w join studies_study s on s.id = w.study_id and s.closed_at is null
    where acting_person() = '{Standing.CLERK.value}' and w.state = 'open' and w.closes_on < day
$$;
"""

# A closed wave never changes, and other answers of a folder come under other keys: so this names what `survey_rows` and
# `survey_taken_in` hold. Not asked of the waves themselves, whose rows respondents may see too.
WHICH_ANSWERS = f"""
create function survey_which_answers(asked uuid) returns text {HEAD}
    select concat_ws(' ',
        (select string_agg(w.id || ' ' || w.closed_at, ' ' order by w.id) from surveys_surveywave w
         where w.study_id = asked and w.state = 'closed'),
        (select a.id from surveys_answertakenin a where a.study_id = asked
         order by a.respondent, a.category, a.alternative limit 1))
    where asked = any (acting_studies())
$$;
"""
FUNCTIONS = WHO_IS_ASKED + BEGINNING + COUNTING + FINISHING + SUMMING + OVER + WHICH_ANSWERS
DROP_FUNCTIONS = """
drop function survey_which_answers(uuid); drop function survey_waves_over(date);
drop function survey_traits_taken_in(uuid); drop function survey_taken_in(uuid); drop function survey_rows(uuid);
drop function survey_words(uuid); drop function survey_cells(uuid); drop function survey_close(uuid);
drop function survey_finish(uuid, double precision); drop function survey_unfinished(uuid);
drop function survey_pace(uuid); drop function survey_received(uuid);
drop function survey_outcome(smallint, text, boolean); drop function survey_same_place(uuid, bytea);
drop function survey_shown(uuid); drop function survey_unbegun(); drop function acting_survey_studies();
drop function acting_waves_open(); drop function acting_waves();
"""
