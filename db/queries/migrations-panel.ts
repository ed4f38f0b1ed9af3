import { type Kysely, type Selectable, sql } from 'kysely';
import type { DB } from '../schema.ts';
import type { MigrationMoveTable } from '../tables/migration-moves.ts';
import type { MigrationTable } from '../tables/migrations.ts';
import { all } from './list-page.ts';

export type MoveState = Selectable<MigrationMoveTable>['state'];

export type MigrationRow = Pick<
  Selectable<MigrationTable>,
  'id' | 'state' | 'concurrency' | 'started_at' | 'ended_at'
> &
  Readonly<Record<MoveState, number>> & {
    readonly source: string;
    readonly target: string;
    readonly started_by: string | null;
  };

function membersIn(state: MoveState) {
  return sql`(count(*) filter (where v.state = ${sql.lit(state)}))::int as ${sql.ref(state)}`;
}

const everyMigration = sql`select w.id, w.state, w.concurrency, w.started_at, w.ended_at, s.name as source, t.name as target,
    l.email as started_by, ${membersIn('waiting')}, ${membersIn('moving')}, ${membersIn('migrated')},
    ${membersIn('repointed')}, ${membersIn('skipped')}, ${membersIn('failed')}, ${membersIn('cancelled')}
  from migrations w join servers s on s.id = w.source_id join servers t on t.id = w.target_id
    left join logins l on l.id = w.started_by left join migration_moves v on v.migration_id = w.id`;

const byMigration = sql`group by w.id, s.name, t.name, l.email`;

/** Those that are not over first, then the latest. */
export async function listMigrations(db: Kysely<DB>, page: { page: number; pageSize: number }) {
  const { rows } = await sql<MigrationRow>`
    ${everyMigration} ${byMigration} order by w.ended_at is not null, w.started_at desc
    limit ${page.pageSize + 1} offset ${(page.page - 1) * page.pageSize}`.execute(db);
  return { rows: rows.slice(0, page.pageSize), hasMore: rows.length > page.pageSize };
}

export async function migrationById(db: Kysely<DB>, id: string): Promise<MigrationRow | undefined> {
  const { rows } = await sql<MigrationRow>`${everyMigration} where w.id = ${id} ${byMigration}`.execute(db);
  return rows[0];
}

export interface MoveRow {
  readonly member_id: string;
  readonly name: string;
  readonly state: MoveState;
  readonly reason: string;
  readonly trouble: string | null;
  readonly is_left: boolean;
  readonly ended_at: Date | null;
}

export interface MovePage {
  readonly migrationId: string;
  readonly state: MoveState | null;
  readonly search: string;
  readonly page: number;
  readonly pageSize: number;
}

/** What became of each member: what needs a look first. */
export async function listMoves(db: Kysely<DB>, asked: MovePage) {
  const text = asked.search.toLowerCase();
  const conditions = [
    sql`v.migration_id = ${asked.migrationId}`,
    ...(asked.state === null ? [] : [sql`v.state = ${asked.state}`]),
    ...(text === '' ? [] : [sql`position(${text} in lower(m.display_name || ' ' || m.email)) > 0`]),
  ];
  const { rows } = await sql<MoveRow>`
    select v.member_id, m.display_name as name, v.state, v.reason, v.ended_at,
      v.state = 'migrated' and exists (select from access_grants g where g.member_id = m.id and g.server_id = w.source_id
        and g.ended_at is null and g.move_to_id = w.target_id) as is_left,
      case when v.state = 'moving' then (select type from step_troubles t where t.member_id = m.id
        and (t.step_key = 'place' or t.step_key like 'access/%') order by since limit 1) end as trouble
    from migration_moves v join migrations w on w.id = v.migration_id join members m on m.id = v.member_id
    where ${all(conditions)}
    order by array_position(array['failed', 'moving', 'skipped', 'waiting', 'cancelled'], v.state), v.position
    limit ${asked.pageSize + 1} offset ${(asked.page - 1) * asked.pageSize}`.execute(db);
  return { rows: rows.slice(0, asked.pageSize), hasMore: rows.length > asked.pageSize };
}
