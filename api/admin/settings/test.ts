import { sections } from '../../../domain/settings/index.ts';
import type { SettingsSection } from '../../../domain/settings/section.ts';
import { readSection, withStoredSecrets } from '../../../db/queries/settings.ts';
import { Refusal } from '../../refusal.ts';
import { adminProcedure } from '../../trpc.ts';
import { sectionInput } from './input.ts';
import { refuseFields, testSection } from './typed.ts';

/**
 * Tests the values being typed. Only their shape is checked before: a test is most useful while a section
 * cannot be saved yet.
 */
export const test = adminProcedure.input(sectionInput).mutation(async ({ ctx, input }) => {
  const section: SettingsSection = sections[input.key];
  const stored = await readSection(ctx.db, ctx.seal, input.key);
  const parsed = section.schema.safeParse(withStoredSecrets(section, stored, input.value));
  if (!parsed.success)
    throw refuseFields(
      Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0] ?? ''), issue.message])),
    );
  const tested = await testSection(ctx, { key: input.key, value: parsed.data });
  if (tested === null)
    throw new Refusal('notFound', { userMessage: 'There is nothing to test here.', reason: 'notFound' });
  return tested;
});
