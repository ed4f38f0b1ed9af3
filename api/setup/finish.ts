import type { Transaction } from 'kysely';
import { z } from 'zod';
import { makeFirstAdministrator } from '../../db/queries/first-administrator.ts';
import { readSection, saveSection, type SectionChange } from '../../db/queries/settings.ts';
import { checkSetupToken } from '../../db/queries/setup.ts';
import type { DB } from '../../db/schema.ts';
import { describeMissing } from '../../domain/login/password-rule.ts';
import type { ApiContext } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { publicProcedure } from '../trpc.ts';

const input = z.object({
  token: z.string().max(200),
  name: z.string().trim().min(1, 'Your name').max(80, 'At most 80 characters'),
  email: z.email('An e-mail address, such as you@example.org'),
  password: z.string().max(128, 'At most 128 characters'),
  siteName: z.string().trim().min(1, 'The name of the site').max(80, 'At most 80 characters'),
  siteUri: z.string().trim().min(1, 'The address at which people reach the site').max(500),
  timeZone: z.string().max(100),
});

type Setup = z.output<typeof input>;

function linkUsed(): Refusal {
  return new Refusal('notAllowed', {
    userMessage:
      'This link has been used or is not valid any more. The current one is printed when the site starts.',
    reason: 'setupTokenInvalid',
  });
}

/** Makes the first administrator and names the site; works once. */
export const finish = publicProcedure
  .meta({ limit: { max: 10, seconds: 60 } })
  .input(input)
  .mutation(async ({ ctx, input: setup }) => {
    if (!(await checkSetupToken(ctx.db, ctx.seal, setup.token))) throw linkUsed();
    const weak = describeMissing(setup.password);
    if (weak !== null) throw badFields({ password: weak });
    await setUp(ctx, setup);
    ctx.settingsSaved();
    ctx.log.info('the first administrator was made');
    return { ok: true };
  });

async function setUp(ctx: ApiContext, setup: Setup): Promise<void> {
  const at = ctx.clock();
  const passwordHash = await ctx.hashPassword(setup.password);
  await ctx.db.transaction().execute(async (trx) => {
    const made = await makeFirstAdministrator(trx, {
      name: setup.name,
      email: setup.email,
      passwordHash,
      at,
    });
    if (made === 'has-administrator') throw linkUsed();
    const before = await readSection(trx, ctx.seal, 'site');
    const value = {
      ...before,
      name: setup.siteName,
      uri: setup.siteUri.replace(/\/+$/, ''),
      timeZone: setup.timeZone,
      adminEmail: before.adminEmail || setup.email,
    };
    const saved = await saveSection(trx, ctx.seal, { key: 'site', value, at, by: made.loginId });
    if (!saved.ok) throw badFields(inOurWords(saved.fields));
    await beginObserving(trx, ctx, { at, by: made.loginId });
  });
}

/** A new site takes nothing away before its administrator has seen what it would do. */
async function beginObserving(
  trx: Transaction<DB>,
  { seal }: ApiContext,
  change: Pick<SectionChange, 'at' | 'by'>,
): Promise<void> {
  const value = { ...(await readSection(trx, seal, 'media')), observeOnly: true };
  await saveSection(trx, seal, { key: 'media', value, ...change });
}

function inOurWords(fields: Readonly<Record<string, string>>): Record<string, string> {
  const names: Record<string, string> = { name: 'siteName', uri: 'siteUri' };
  return Object.fromEntries(Object.entries(fields).map(([field, reason]) => [names[field] ?? field, reason]));
}

function badFields(fields: Record<string, string>): Refusal {
  return new Refusal('badInput', {
    userMessage: 'Please look at the fields again.',
    fields,
    reason: 'badInput',
  });
}
