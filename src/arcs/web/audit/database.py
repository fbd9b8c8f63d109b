"""The owner's own procedure. It lives in a schema that nobody else may enter, so that no grant can ever reach it."""

OWNER_ONLY = """
create schema owner_only;
revoke all on schema owner_only from public;

create procedure owner_only.expunge(
    of_table text, key_column text, row_id uuid, file_id uuid, order_reference text, by_whom text)
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
    digest bytea;
begin
    execute format('select sha256(convert_to(t::text, ''UTF8'')) from %I t where t.%I = $1', of_table, key_column)
        into digest using row_id;
    if digest is null then
        raise exception 'Table % has no row %', of_table, row_id;
    end if;
    insert into audit_tombstone (id, file_id, "table", object_id, row_digest, order_reference, by_whom)
    values (gen_random_uuid(), expunge.file_id, of_table, row_id, digest, expunge.order_reference, expunge.by_whom)
    on conflict ("table", object_id) do nothing;
end $$;
revoke all on procedure owner_only.expunge(text, text, uuid, uuid, text, text) from public;
"""
DROP_OWNER_ONLY = "drop schema owner_only cascade;"
