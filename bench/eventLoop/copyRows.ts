// Makes many rows by copying one that the scheduler wrote, whatever columns its table has.
import type { Client } from 'pg';

/** `changes`: SQL of a jsonb object with the columns that differ, using `i` from 1 to `count`. */
export async function copyRow(
  client: Client,
  { table, where, count, changes }: { table: string; where: string; count: number; changes: string },
): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''`,
    [`public.${table}`],
  );
  const columns = rows.map(({ name }) => `"${name}"`);
  await client.query(
    `insert into public.${table} (${columns.join(', ')})
     select ${columns.map((name) => `copied.${name}`).join(', ')}
     from (select * from public.${table} where ${where} limit 1) model, generate_series(1, ${count}) i,
       lateral jsonb_populate_record(null::public.${table}, to_jsonb(model) || ${changes}) copied`,
  );
}
