import { z } from 'zod';

/**
 * One topic of what admins choose. The schema is the only definition: it validates on write and on read,
 * types the value, draws the panel's form (z.toJSONSchema keeps title, default, limits and our meta) and
 * says which fields are secret.
 */
export interface SettingsSection<Schema extends z.ZodObject = z.ZodObject> {
  readonly key: string;
  readonly title: string;
  readonly help: string;
  readonly schema: Schema;
  /** The name of the connection test that the panel offers for this section. */
  readonly test?: 'stripe' | 'smtp' | 'discord';
  /** Rules over several fields; answers field -> reason. An empty object is fine. */
  readonly check?: (value: z.output<Schema>) => Record<string, string>;
}

export interface FieldMeta {
  readonly title: string;
  readonly help?: string;
  /** Encrypted at rest, never sent back. */
  readonly secret?: true;
  /** `days`, `minutes`, ...: shown behind the field. */
  readonly unit?: string;
  /** How the panel draws it where the type alone does not say. */
  readonly widget?: 'timeZone' | 'currency' | 'days' | 'libraryGroups' | 'textarea';
}

export function section<Schema extends z.ZodObject>(
  definition: SettingsSection<Schema>,
): SettingsSection<Schema> {
  return definition;
}

/** A required or optional text that is trimmed; blank is the empty string. */
export function text(max: number, meta: FieldMeta) {
  return z
    .string()
    .trim()
    .max(max, `At most ${max} characters`)
    .default('')
    .meta({ ...meta });
}

export function secret(meta: Omit<FieldMeta, 'secret'>) {
  return z
    .string()
    .trim()
    .max(500)
    .default('')
    .meta({ ...meta, secret: true });
}

export function flag(byDefault: boolean, meta: FieldMeta) {
  return z
    .boolean()
    .default(byDefault)
    .meta({ ...meta });
}

export function whole(limits: { min: number; max: number; byDefault: number }, meta: FieldMeta) {
  return z
    .number()
    .int('A whole number')
    .min(limits.min, `At least ${limits.min}`)
    .max(limits.max, `At most ${limits.max}`)
    .default(limits.byDefault)
    .meta({ ...meta });
}

export function secretFields(schema: z.ZodObject): string[] {
  return Object.entries(schema.shape)
    .filter(([, field]) => (field as z.ZodType).meta()?.['secret'] === true)
    .map(([name]) => name);
}
