import type { Transaction } from 'kysely';
import { type AuditEntry, recordAudit } from '../../db/queries/audit.ts';
import type { DB } from '../../db/schema.ts';
import type { Rights } from '../../domain/login/rights.ts';
import type { ApiContext, Login } from '../context.ts';

export type AdminContext = ApiContext & { readonly login: Login; readonly rights: Rights };

export interface Change {
  readonly trx: Transaction<DB>;
  readonly now: Date;
  /** The login that does it. */
  readonly by: string;
  audit(entry: Omit<AuditEntry, 'at' | 'by'>): Promise<void>;
}

/**
 * Everything an admin changes happens in here: facts, audit entry and the pokes of the processes concerned
 * are one transaction, and a refusal thrown inside leaves nothing behind.
 */
export async function change<Answer>(
  ctx: AdminContext,
  work: (change: Change) => Promise<Answer>,
): Promise<Answer> {
  const now = ctx.clock();
  const by = ctx.login.id;
  return await ctx.db
    .transaction()
    .execute((trx) => work({ trx, now, by, audit: (entry) => recordAudit(trx, { at: now, by, ...entry }) }));
}
