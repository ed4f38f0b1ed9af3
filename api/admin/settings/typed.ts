import {
  checkSection,
  readSection,
  type SaveResult,
  withStoredSecrets,
} from '../../../db/queries/settings.ts';
import { type SectionKey, sections } from '../../../domain/settings/index.ts';
import type { DiscordSettings } from '../../../domain/settings/discord-sync.ts';
import type { MailSettings } from '../../../domain/settings/mail.ts';
import type { SettingsSection } from '../../../domain/settings/section.ts';
import type { StripeSettings } from '../../../domain/settings/stripe.ts';
import type { ConnectionTest } from '../../../gateways/fault.ts';
import type { ApiContext } from '../../context.ts';
import { Refusal } from '../../refusal.ts';

export interface TypedSection {
  readonly key: SectionKey;
  readonly value: Record<string, unknown>;
}

/** What was typed, with the stored secrets where none were, checked as a whole. */
export async function checkTyped(ctx: ApiContext, { key, value }: TypedSection): Promise<SaveResult> {
  const section: SettingsSection = sections[key];
  return checkSection(section, withStoredSecrets(section, await readSection(ctx.db, ctx.seal, key), value));
}

/** Null: this section has nothing to test. */
export async function testSection(
  ctx: ApiContext,
  { key, value }: TypedSection,
): Promise<ConnectionTest | null> {
  if (key === 'stripe') return await ctx.test.stripe(value as StripeSettings);
  if (key === 'discordSync') return await ctx.test.discord(value as DiscordSettings);
  return key === 'mail' ? await ctx.test.smtp(value as MailSettings) : null;
}

export function refuseFields(fields: Readonly<Record<string, string>>): Refusal {
  return new Refusal('badInput', {
    userMessage: 'Nothing was saved. Please look at the fields again.',
    fields,
    reason: 'badInput',
  });
}
