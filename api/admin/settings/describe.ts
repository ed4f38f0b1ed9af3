import { z } from 'zod';
import { readSettings, secretsSet } from '../../../db/queries/settings.ts';
import { may } from '../../../domain/login/rights.ts';
import { type SectionKey, sections } from '../../../domain/settings/index.ts';
import { secretFields, type SettingsSection } from '../../../domain/settings/section.ts';
import { adminProcedure } from '../../trpc.ts';

/** One field of a section, as its schema describes it. */
export interface FieldDescription {
  readonly title?: string;
  readonly help?: string;
  readonly unit?: string;
  readonly secret?: boolean;
  readonly widget?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
}

/**
 * The sections with their fields, read from the schemas that also validate them, and what is saved now. A
 * secret is told to be set or not; its value never leaves.
 */
export const describe = adminProcedure.query(async ({ ctx }) => {
  const settings = await readSettings(ctx.db, ctx.seal);
  const visible = (Object.entries(sections) as [SectionKey, SettingsSection][]).filter(([key]) =>
    may(ctx.rights, `settings.${key}.view`),
  );
  return await Promise.all(
    visible.map(async ([key, section]) => {
      const secret = secretFields(section.schema);
      const value: Record<string, unknown> = { ...settings[key] };
      for (const field of secret) delete value[field];
      return {
        key,
        title: section.title,
        help: section.help,
        test: section.test ?? null,
        isEditable: may(ctx.rights, `settings.${key}.edit`),
        fields: fieldsOf(section.schema),
        value,
        secretsSet: await secretsSet(ctx.db, key),
      };
    }),
  );
});

function fieldsOf(schema: z.ZodObject): { name: string; field: FieldDescription }[] {
  const described = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(described.properties ?? {}).map(([name, field]) => ({
    name,
    field: field as FieldDescription,
  }));
}
