import { discordIdOf, recordKick } from '../db/queries/discord.ts';
import { loadMemberFacts } from '../db/queries/facts.ts';
import { readSection } from '../db/queries/settings.ts';
import { kicksDue } from '../domain/subscription/discord.ts';
import { situationAt } from '../domain/subscription/situation.ts';
import type { ActivityDeps } from './deps.ts';
import { settingsMissing } from './failures.ts';
import { withPlace } from './pace.ts';

export interface DiscordKick {
  readonly memberId: string;
  /** The end of the paid time that it follows. */
  readonly timeEnded: number;
  readonly now: number;
}

export function discordActivities(deps: ActivityDeps) {
  return {
    /** Takes a member off the Discord server. Nothing brings them back there by itself, so the facts are asked once more. */
    kickFromDiscord: (kick: DiscordKick): Promise<void> => kickFromDiscord(deps, kick),
  };
}

async function kickFromDiscord(deps: ActivityDeps, { memberId, timeEnded, now }: DiscordKick): Promise<void> {
  const { db, seal } = deps;
  const facts = await loadMemberFacts(db, memberId);
  const isDue = facts !== null && facts.closed === null && kicksDue(situationAt(facts, now)).length > 0;
  const discordId = isDue ? await discordIdOf(db, memberId) : null;
  if (discordId === null) return;
  const { botToken, guildId, kick } = await readSection(db, seal, 'discordSync');
  if (botToken === '' || guildId === '') throw settingsMissing('The Discord bot or server is not set');
  const server = deps.discordServer({ botToken, guildId, kick });
  const outcome = await withPlace(`discord/${guildId}`, () => server.kick(discordId));
  await db
    .transaction()
    .execute((trx) => recordKick(trx, { memberId, discordId, timeEnded, outcome, now: new Date(now) }));
}
