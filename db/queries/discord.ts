import { type Kysely, sql, type Transaction } from 'kysely';
import { stepKey } from '../../domain/subscription/step-key.ts';
import { isViolationOf } from '../constraint.ts';
import type { DB } from '../schema.ts';
import { poke } from './outbox.ts';
import { clearTrouble } from './standing.ts';
import { recordEvent } from './timeline.ts';

/** The member's number on Discord; null: not known, or there is no such member any more. */
export async function discordIdOf(db: Kysely<DB>, memberId: string): Promise<string | null> {
  const row = await db
    .selectFrom('members')
    .select('discord_id')
    .where('id', '=', memberId)
    .where('closed', 'is', null)
    .executeTakeFirst();
  return row?.discord_id ?? null;
}

export interface DiscordChange {
  readonly memberId: string;
  /** Null: not known on Discord any more. */
  readonly discordId: string | null;
  readonly by: { readonly actor: 'admin' | 'member'; readonly loginId: string };
  readonly now: Date;
}

/** Somebody else there was not taken off yet, whatever became of the one before. */
export async function setDiscordId(
  trx: Transaction<DB>,
  { memberId, discordId, by, now }: DiscordChange,
): Promise<'changed' | 'same' | 'taken'> {
  try {
    const changed = await trx
      .updateTable('members')
      .set({ discord_id: discordId, discord_kicked_at: null })
      .where('id', '=', memberId)
      .where('discord_id', 'is distinct from', discordId)
      .returning('id')
      .executeTakeFirst();
    if (changed === undefined) return 'same';
  } catch (error) {
    if (isViolationOf(error, 'members_discord_id')) return 'taken';
    throw error;
  }
  await recordEvent(trx, {
    memberId,
    at: now,
    kind: discordId === null ? 'discordForgotten' : 'discordNamed',
    actor: by.actor,
    actorLoginId: by.loginId,
    dedupKey: `discord/changed/${now.getTime()}`,
  });
  await poke(trx, { workflow: 'subscription', key: memberId, reason: 'Discord account changed' });
  return 'changed';
}

export interface KickToRecord {
  readonly memberId: string;
  /** Whom it was done to: the member may be somebody else there by now. */
  readonly discordId: string;
  /** The end of the paid time that it followed. */
  readonly timeEnded: number;
  readonly outcome: 'kicked' | 'was-not-there';
  readonly now: Date;
}

export async function recordKick(trx: Transaction<DB>, kick: KickToRecord): Promise<void> {
  const { memberId, timeEnded, now } = kick;
  const kicked = await trx
    .updateTable('members')
    .set({ discord_kicked_at: sql<Date>`greatest(discord_kicked_at, ${now})` })
    .where('id', '=', memberId)
    .where('discord_id', '=', kick.discordId)
    .returning('id')
    .executeTakeFirst();
  if (kicked === undefined) return;
  await clearTrouble(trx, memberId, stepKey({ kind: 'kickFromDiscord', timeEnded }));
  await recordEvent(trx, {
    memberId,
    at: now,
    kind: kick.outcome === 'kicked' ? 'discordKicked' : 'discordLeft',
    actor: 'process',
    dedupKey: `discord/kicked/${timeEnded}/${now.getTime()}`,
  });
}
