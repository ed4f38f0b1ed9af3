import type { api } from '../../ui/api.ts';

export type Section = Awaited<ReturnType<typeof api.admin.settings.describe.query>>[number];
export type Field = Section['fields'][number];

export type Kind =
  | 'flag'
  | 'secret'
  | 'choice'
  | 'number'
  | 'days'
  | 'groups'
  | 'timeZone'
  | 'currency'
  | 'longText'
  | 'text';

/** What a field holds while it is being typed. */
export type Typed = string | boolean | string[] | null;

const widgets: Readonly<Record<string, Kind>> = {
  timeZone: 'timeZone',
  currency: 'currency',
  days: 'days',
  libraryGroups: 'groups',
  textarea: 'longText',
};

export function kindOf({ field }: Field): Kind {
  if (field.secret === true) return 'secret';
  const widget = widgets[field.widget ?? ''];
  if (widget !== undefined) return widget;
  if (field.enum !== undefined) return 'choice';
  if (field.type === 'boolean') return 'flag';
  return field.type === 'integer' || field.type === 'number' ? 'number' : 'text';
}

export function typedValues(section: Section): Record<string, Typed> {
  return Object.fromEntries(
    section.fields.map((field) => [field.name, typedValue(field, section.value[field.name])]),
  );
}

function typedValue(field: Field, stored: unknown): Typed {
  switch (kindOf(field)) {
    case 'flag':
      return stored === true;
    case 'groups':
      return Array.isArray(stored) ? stored.map(String) : [];
    case 'days':
      return Array.isArray(stored) ? stored.join(', ') : '';
    case 'secret':
      return '';
    default:
      return stored === undefined || stored === null ? '' : String(stored);
  }
}

export interface Read {
  readonly value: Record<string, unknown>;
  /** Field -> what it should be; the server judges the rest. */
  readonly wrong: Record<string, 'wholeNumber' | 'wholeNumbers'>;
}

/** What was typed, as the section's schema takes it. */
export function readTyped(section: Section, typed: Readonly<Record<string, Typed>>): Read {
  const value: Record<string, unknown> = {};
  const wrong: Record<string, 'wholeNumber' | 'wholeNumbers'> = {};
  for (const field of section.fields) {
    const given = typed[field.name] ?? (kindOf(field) === 'secret' ? null : '');
    const read = readField(kindOf(field), given);
    if (read === undefined) wrong[field.name] = kindOf(field) === 'days' ? 'wholeNumbers' : 'wholeNumber';
    else value[field.name] = read;
  }
  return { value, wrong };
}

function readField(kind: Kind, given: Typed): unknown {
  if (kind === 'number') return wholeNumber(String(given));
  if (kind !== 'days') return given;
  const parts = String(given)
    .split(/[\s,;]+/)
    .filter((part) => part !== '');
  const numbers = parts.map(wholeNumber);
  return numbers.every((number) => number !== undefined) ? numbers : undefined;
}

function wholeNumber(typed: string): number | undefined {
  return /^-?\d{1,9}$/.test(typed.trim()) ? Number(typed) : undefined;
}
