import { changedFields } from '../../../db/queries/audit.ts';
import { pokeMembers } from '../../../db/queries/outbox.ts';
import { pokeOpenCheckouts, pokeOwedMessages } from '../../../db/queries/settings-panel.ts';
import { readSettings, saveSection } from '../../../db/queries/settings.ts';
import { retryTroubles } from '../../../db/queries/wake.ts';
import { type SectionKey, sections, type Settings } from '../../../domain/settings/index.ts';
import { secretFields } from '../../../domain/settings/section.ts';
import { adminProcedure } from '../../trpc.ts';
import { type AdminContext, type Change, change } from '../change.ts';
import { sectionInput } from './input.ts';
import { ruleBreaks } from './rules.ts';
import { checkTyped, refuseFields, testSection, type TypedSection } from './typed.ts';

/** Saves a section whole or not at all (S85). What is switched on with credentials must pass its test first. */
export const save = adminProcedure.input(sectionInput).mutation(async ({ ctx, input }) => {
  const before = await readSettings(ctx.db, ctx.seal);
  const checked = await checkTyped(ctx, input);
  if (!checked.ok) throw refuseFields(checked.fields);
  const whole: TypedSection = { key: input.key, value: checked.value };
  const breaks = await ruleBreaks(ctx.db, whole, before);
  if (Object.keys(breaks).length > 0) throw refuseFields(breaks);
  await requireWorking(ctx, whole, before);
  await change(ctx, async (made) => {
    const { trx, now, by } = made;
    const saved = await saveSection(trx, ctx.seal, { key: input.key, value: input.value, at: now, by });
    if (!saved.ok) throw refuseFields(saved.fields);
    await wakeConcerned(made, whole, before);
    await made.audit({
      action: 'settings.save',
      subject: 'settings',
      subjectId: input.key,
      ...auditedChange(input.key, before[input.key], whole.value),
    });
  });
  ctx.settingsSaved();
});

async function requireWorking(ctx: AdminContext, whole: TypedSection, before: Settings): Promise<void> {
  const stored: Record<string, unknown> = before[whole.key];
  const isOn = whole.value['enabled'] === true || whole.value['transactionSync'] === true;
  const isSame = JSON.stringify(stored) === JSON.stringify(whole.value);
  const tested = isOn && !isSame ? await testSection(ctx, whole) : null;
  if (tested !== null && !tested.ok) throw refuseFields({ [tested.field ?? 'enabled']: tested.message });
}

async function wakeConcerned(
  { trx, now }: Change,
  { key, value }: TypedSection,
  before: Settings,
): Promise<void> {
  const isSwitched = key === 'media' && value['observeOnly'] !== before.media.observeOnly;
  const isForAll = isSwitched || ['reminders', 'subscriptions', 'features', 'discordSync'].includes(key);
  if (isForAll) await pokeMembers(trx, 'settings changed', 'all');
  if (key === 'stripe') await pokeOpenCheckouts(trx);
  if (key === 'mail') await pokeOwedMessages(trx);
  const isPrecondition = ['stripe', 'mail', 'site', 'media', 'discordSync'].includes(key);
  // A bot that was let in, or let do more, asks for what it was refused.
  const refused = key === 'discordSync' ? ['GatewayRequestRejected'] : [];
  if (isPrecondition)
    await retryTroubles(trx, ['SettingsMissing', 'GatewayCredentialsRejected', ...refused], now);
}

/** Secrets are told to be replaced or cleared, never with their value. */
function auditedChange(key: SectionKey, before: object, after: Record<string, unknown>) {
  const changed = changedFields(before as Record<string, unknown>, after);
  const secret = secretFields(sections[key].schema);
  const told = (values: Record<string, unknown>, word: (value: unknown) => string) =>
    Object.fromEntries(
      Object.entries(values).map(([field, value]) => [field, secret.includes(field) ? word(value) : value]),
    );
  return {
    before: told(changed.before, (value) => (value === '' ? 'not set' : 'set')),
    after: told(changed.after, (value) => (value === '' ? 'cleared' : 'replaced')),
  };
}
