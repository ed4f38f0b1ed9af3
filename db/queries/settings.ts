import type { Kysely, Transaction } from 'kysely';
import { type SectionKey, type SectionValue, type Settings, sections } from '../../domain/settings/index.ts';
import { type SettingsSection, secretFields } from '../../domain/settings/section.ts';
import type { DB } from '../schema.ts';
import type { Seal } from '../seal.ts';
import { deleteSecret, writeSecret } from './secrets.ts';

/** All settings with their secrets opened, each section validated; what was never saved has its defaults. */
export async function readSettings(db: Kysely<DB>, seal: Seal): Promise<Settings> {
  const rows = await db.selectFrom('settings').select(['key', 'value']).execute();
  const secrets = await db
    .selectFrom('secrets')
    .select(['name', 'sealed'])
    .where('name', 'like', 'settings/%')
    .execute();
  const stored = new Map(rows.map((row) => [row.key, row.value]));
  const opened = new Map(secrets.map((row) => [row.name, seal.open(row.sealed)]));
  const values = Object.entries(sections).map(([key, section]) => {
    const names = secretFields(section.schema).filter((field) => opened.has(secretName(key, field)));
    const withSecrets = Object.fromEntries(names.map((field) => [field, opened.get(secretName(key, field))]));
    return [key, section.schema.parse({ ...stored.get(key), ...withSecrets })];
  });
  return Object.fromEntries(values) as Settings;
}

export async function readSection<Key extends SectionKey>(
  db: Kysely<DB>,
  seal: Seal,
  key: Key,
): Promise<SectionValue<Key>> {
  return (await readSettings(db, seal))[key] as SectionValue<Key>;
}

/** Names of the secret fields of a section that have a stored value. */
export async function secretsSet(db: Kysely<DB>, key: SectionKey): Promise<string[]> {
  const rows = await db
    .selectFrom('secrets')
    .select('name')
    .where('name', 'like', `settings/${key}/%`)
    .execute();
  return rows.map((row) => row.name.slice(`settings/${key}/`.length));
}

export interface SectionChange {
  readonly key: SectionKey;
  /** A secret field left out or blank keeps what is stored; null clears it. */
  readonly value: Record<string, unknown>;
  readonly at: Date;
  readonly by: string | null;
}

export type SaveResult =
  | { readonly ok: true; readonly value: Record<string, unknown> }
  | { readonly ok: false; readonly fields: Record<string, string> };

/** Saves a section whole or not at all. */
export async function saveSection(
  trx: Transaction<DB>,
  seal: Seal,
  change: SectionChange,
): Promise<SaveResult> {
  const section: SettingsSection = sections[change.key];
  const checked = checkSection(
    section,
    withStoredSecrets(section, await readSection(trx, seal, change.key), change.value),
  );
  if (!checked.ok) return checked;
  const secret = secretFields(section.schema);
  const plain = Object.fromEntries(
    Object.entries(checked.value).filter(([field]) => !secret.includes(field)),
  );
  const row = { value: JSON.stringify(plain), updated_at: change.at, updated_by: change.by };
  await trx
    .insertInto('settings')
    .values({ key: change.key, ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute();
  for (const field of secret) {
    const name = secretName(change.key, field);
    const text = String(checked.value[field] ?? '');
    if (text === '') await deleteSecret(trx, name);
    else await writeSecret(trx, seal, { name, text, at: change.at });
  }
  return { ok: true, value: plain };
}

/** Validates one section's whole value: schema first, then the rules over several fields. */
export function checkSection(section: SettingsSection, value: Record<string, unknown>): SaveResult {
  const parsed = section.schema.safeParse(value);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => [String(issue.path[0] ?? ''), issue.message] as const);
    return { ok: false, fields: Object.fromEntries(fields.reverse()) };
  }
  const fields = section.check?.(parsed.data) ?? {};
  return Object.keys(fields).length === 0 ? { ok: true, value: parsed.data } : { ok: false, fields };
}

/** The typed value with the stored secrets put where none was typed; null clears one. */
export function withStoredSecrets(
  section: SettingsSection,
  stored: Record<string, unknown>,
  typed: Record<string, unknown>,
): Record<string, unknown> {
  const secrets = secretFields(section.schema).map((field) => {
    const given = typed[field];
    if (given === null) return [field, ''];
    return [field, given === undefined || given === '' ? stored[field] : given];
  });
  return { ...typed, ...Object.fromEntries(secrets) };
}

function secretName(section: string, field: string): string {
  return `settings/${section}/${field}`;
}
