import { type Kysely, sql, type Transaction } from 'kysely';
import { newId } from '../new-id.ts';
import type { DB } from '../schema.ts';

export interface AuditEntry {
  readonly at: Date;
  /** The login that did it. */
  readonly by: string;
  /** Verb and noun, as the procedure is called: `members.edit`. */
  readonly action: string;
  readonly subject: string;
  readonly subjectId: string | null;
  /** What differed; never the value of a secret. */
  readonly before?: Record<string, unknown> | null;
  readonly after?: Record<string, unknown> | null;
}

/** Written in the transaction of the change itself: there is no change without its entry. */
export async function recordAudit(trx: Transaction<DB>, entry: AuditEntry): Promise<void> {
  await trx
    .insertInto('audit_log')
    .values({
      id: newId(),
      at: entry.at,
      actor_login_id: entry.by,
      action: entry.action,
      subject: entry.subject,
      subject_id: entry.subjectId,
      before: entry.before == null ? null : asJson(entry.before),
      after: entry.after == null ? null : asJson(entry.after),
    })
    .execute();
}

function asJson(value: Record<string, unknown>): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? inner.toString() : inner,
  );
}

export interface AuditListRequest {
  readonly subject: string | null;
  readonly page: number;
  readonly pageSize: number;
}

export async function listAudit(db: Kysely<DB>, request: AuditListRequest) {
  const rows = await db
    .selectFrom('audit_log')
    .leftJoin('logins', 'logins.id', 'audit_log.actor_login_id')
    .select([
      'audit_log.id',
      'audit_log.at',
      'audit_log.action',
      'audit_log.subject',
      'audit_log.subject_id',
      'audit_log.before',
      'audit_log.after',
    ])
    .select(sql<string | null>`case when logins.deleted_at is null then logins.email end`.as('actor_email'))
    .$if(request.subject !== null, (query) => query.where('audit_log.subject', '=', request.subject ?? ''))
    .orderBy('audit_log.at', 'desc')
    .orderBy('audit_log.id', 'desc')
    .limit(request.pageSize + 1)
    .offset((request.page - 1) * request.pageSize)
    .execute();
  return { rows: rows.slice(0, request.pageSize), hasMore: rows.length > request.pageSize };
}

/** Only the fields whose value changed, before and after. */
export function changedFields<Value extends object>(
  before: Value,
  after: Partial<Value>,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const changed = Object.entries(after).filter(
    ([field, value]) => plain(value) !== plain(before[field as keyof Value]),
  );
  return {
    before: Object.fromEntries(changed.map(([field]) => [field, before[field as keyof Value]])),
    after: Object.fromEntries(changed),
  };
}

function plain(value: unknown): string {
  return typeof value === 'bigint' ? value.toString() : (JSON.stringify(value) ?? 'undefined');
}
