// Everything that the database has by our doing, as text: what two databases are compared by.
import type { ClientBase } from 'pg';

/** From "kind name" to the whole definition, for instance "column public.services.paused". */
export type Catalog = Record<string, string>;

const CATALOG = `
with ours as (
  select oid, nspname, nspacl from pg_namespace where nspname in ('public', 'scheduler_internal')
), relation as (
  select c.*, ours.nspname || '.' || c.relname as name from pg_class c join ours on ours.oid = c.relnamespace
)
select 'schema ' || nspname as key, concat_ws(E'\\n', 'acl ' || nspacl::text,
    'comment ' || obj_description(oid, 'pg_namespace')) as definition
  from ours where nspname <> 'public'
union all
select 'table ' || name, concat_ws(E'\\n', 'options ' || reloptions::text, 'row security ' || relrowsecurity,
    'acl ' || relacl::text, 'comment ' || obj_description(oid, 'pg_class'))
  from relation where relkind in ('r', 'p', 'v', 'm')
union all
select 'sequence ' || name, concat_ws(E'\\n', format_type(seqtypid, null), 'start ' || seqstart,
    'increment ' || seqincrement, 'acl ' || relacl::text)
  from relation join pg_sequence on seqrelid = oid
union all
select 'column ' || name || '.' || attname, concat_ws(' ', 'position',
    row_number() over (partition by attrelid order by attnum), format_type(atttypid, atttypmod),
    case when attnotnull then 'not null' end, 'identity ' || nullif(attidentity::text, ''),
    case attgenerated::text when '' then 'default' else 'generated ' || attgenerated::text end
      || ' ' || pg_get_expr(adbin, adrelid),
    'acl ' || attacl::text, 'comment ' || col_description(attrelid, attnum))
  from pg_attribute join relation on relation.oid = attrelid and relkind in ('r', 'p', 'v', 'm')
  left join pg_attrdef on adrelid = attrelid and adnum = attnum
  where attnum > 0 and not attisdropped
union all
select 'constraint ' || name || '.' || conname, pg_get_constraintdef(c.oid)
  from pg_constraint c join relation on relation.oid = conrelid
union all
select 'index ' || name, pg_get_indexdef(oid) from relation where relkind = 'i'
union all
select 'trigger ' || name || '.' || tgname, pg_get_triggerdef(t.oid)
  from pg_trigger t join relation on relation.oid = tgrelid where not tgisinternal
union all
select 'function ' || ours.nspname || '.' || proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
    concat_ws(E'\\n', pg_get_functiondef(p.oid), 'acl ' || proacl::text,
      'comment ' || obj_description(p.oid, 'pg_proc'))
  from pg_proc p join ours on ours.oid = pronamespace where prokind in ('f', 'p')
order by 1`;

export async function readCatalog(client: ClientBase): Promise<Catalog> {
  const { rows } = await client.query<{ key: string; definition: string }>(CATALOG);
  return Object.fromEntries(rows.map(({ key, definition }) => [key, definition]));
}
