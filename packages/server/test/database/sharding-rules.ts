/** Reads the catalogue for the rules of tenancy and of sharding by client: what a distributed PostgreSQL needs, and what no row may slip past. */

export type Query = (text: string) => Promise<Record<string, unknown>[]>

/** One line for each breach, sorted. A tenant table is one that the application's role may read, change or delete from, or that has a `client_id`. */
export async function shardingViolations(query: Query): Promise<string[]> {
  const found = []
  for (const rule of RULES) found.push(...(await query(`${TENANT_TABLES} ${rule}`)).map((row) => String(row['breach'])))
  return found.sort()
}

/** How many tables the rules look at: none would pass every rule. */
export async function tenantTableCount(query: Query): Promise<number> {
  return Number((await query(`${TENANT_TABLES} select count(*) as n from tenant`))[0]?.['n'])
}

/**
 * A queue that the application may only add to (the outbox) is not its table; nor is the order of a log over all clients (docs/adr/0054), which it
 * cannot reach at all and the jobs' role can. Partitions count by themselves: they can be named, too.
 */
const TENANT_TABLES = `
  with ours as (
    select c.oid, c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relowner, c.reloptions,
      has_table_privilege('mainstay_app', c.oid, 'insert') and not has_table_privilege('mainstay_app', c.oid, 'select, update, delete, truncate') as add_only,
      has_table_privilege('mainstay_jobs', c.oid, 'select') and not has_table_privilege('mainstay_app', c.oid, 'select, insert, update, delete, truncate') as of_jobs
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')),
  client_column as (
    select attrelid, attnum, atttypid = 'uuid'::regtype and attnotnull as sound from pg_attribute where attname = 'client_id' and not attisdropped),
  tenant as (
    select * from ours where relkind in ('r', 'p') and not add_only and not of_jobs and (has_table_privilege('mainstay_app', oid, 'select, update, delete, truncate')
      or oid in (select attrelid from client_column)))`

const RULES = [
  `select t.relname || ': has no client_id uuid not null' as breach from tenant t
    where not exists (select from client_column c where c.attrelid = t.oid and c.sound)`,

  `select t.relname || ': row-level security is not forced' as breach from tenant t where not (relrowsecurity and relforcerowsecurity)`,

  `select t.relname || ': has no policy that binds mainstay_app to its scope' as breach from tenant t where not exists (
    select from pg_policy p where p.polrelid = t.oid and p.polpermissive and p.polcmd = '*' and p.polroles = array['mainstay_app'::regrole::oid]
      and pg_get_expr(p.polqual, p.polrelid) ~ '^\\(client_id = ANY \\(.*mainstay_scope\\(\\)' and pg_get_expr(p.polwithcheck, p.polrelid) ~ '^\\(client_id = ANY \\(.*mainstay_scope\\(\\)')`,

  `select t.relname || ': policy ' || p.polname || ' opens rows beyond the scope' as breach from tenant t join pg_policy p on p.polrelid = t.oid
    where p.polpermissive and not (p.polroles = array['mainstay_app'::regrole::oid] and p.polname = 'tenant')
      and not (p.polcmd = 'r' and p.polroles = array['mainstay_owner'::regrole::oid])`,

  `select t.relname || ': has no primary key' as breach from tenant t where not exists (select from pg_index i where i.indrelid = t.oid and i.indisprimary)`,

  `select t.relname || ': ' || i.indexrelid::regclass || ' is unique and does not begin with client_id' as breach
    from tenant t join pg_index i on i.indrelid = t.oid and i.indisunique left join client_column c on c.attrelid = t.oid
    where i.indkey[0] is distinct from c.attnum`,

  `select f.conrelid::regclass || ': foreign key ' || f.conname || ' can cross clients' as breach
    from pg_constraint f left join client_column a on a.attrelid = f.conrelid left join client_column b on b.attrelid = f.confrelid
    where f.contype = 'f' and (f.conrelid in (select oid from tenant) or f.confrelid in (select oid from tenant))
      and not exists (select from unnest(f.conkey, f.confkey) k(mine, theirs) where k.mine = a.attnum and k.theirs = b.attnum)`,

  `select t.relname || ': ' || a.attname || ' is numbered by the database' as breach from tenant t
    join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) ~ 'nextval|gen_random_uuid|uuidv'`,

  `select t.relname || ': ' || r || ' has rights on it' as breach
    from tenant t, unnest(array['mainstay_ingest', 'mainstay_auth', 'mainstay_jobs']) r
    where has_table_privilege(r, t.oid, 'select, insert, update, delete, truncate')`,

  `select o.relname || ': is not owned by mainstay_owner' as breach from tenant o where o.relowner <> 'mainstay_owner'::regrole`,

  `select o.relname || ': a view without security_invoker' as breach from ours o
    where o.relkind in ('v', 'm') and not coalesce(o.reloptions, '{}') && array['security_invoker=true', 'security_invoker=on']`,

  `select r.rolname || ': can get round row-level security' as breach from pg_roles r
    where r.rolname like 'mainstay\\_%' and r.rolname <> 'mainstay_super' and (r.rolsuper or r.rolbypassrls)`,

  `select 'mainstay_app: is a member of ' || m.roleid::regrole as breach from pg_auth_members m where m.member = 'mainstay_app'::regrole`,

  `select p.oid::regprocedure || ': runs as its owner with a search path of the caller, or for everyone' as breach from pg_proc p
    where p.prosecdef and p.pronamespace = 'public'::regnamespace
      and (not coalesce(array_to_string(p.proconfig, ' '), '') ~ 'search_path=' or p.proacl is null or exists (
        select from aclexplode(p.proacl) g where g.grantee = 0))`,
]
