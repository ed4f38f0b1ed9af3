import { describe, expect, it } from 'vitest';
import { readTyped, type Section, typedValues } from './values.ts';

const field = (name: string, described: Section['fields'][number]['field']) => ({ name, field: described });
const section: Section = {
  key: 'reminders',
  title: 'Reminders',
  help: '',
  test: null,
  isEditable: true,
  fields: [
    field('enabled', { type: 'boolean' }),
    field('days', { type: 'array', widget: 'days' }),
    field('port', { type: 'integer' }),
    field('key', { type: 'string', secret: true }),
    field('mode', { type: 'string', enum: ['a', 'b'] }),
  ],
  value: { enabled: true, days: [1, 3], port: 587, mode: 'a' },
  secretsSet: ['key'],
};

describe('a form of settings', () => {
  it('begins with what is stored, and with nothing for a secret', () => {
    expect(typedValues(section)).toEqual({
      enabled: true,
      days: '1, 3',
      port: '587',
      key: '',
      mode: 'a',
    });
  });

  it('gives back what it began with', () => {
    const { value, wrong } = readTyped(section, typedValues(section));
    expect(wrong).toEqual({});
    expect(value).toEqual({ enabled: true, days: [1, 3], port: 587, key: '', mode: 'a' });
  });

  it.each([
    ['port', '58x'],
    ['port', ''],
    ['days', '1, soon'],
  ])('names %s where "%s" is typed', (name, typed) => {
    const { wrong } = readTyped(section, { ...typedValues(section), [name]: typed });
    expect(Object.keys(wrong)).toEqual([name]);
  });

  it('tells a cleared secret from one that is kept', () => {
    const { value } = readTyped(section, { ...typedValues(section), key: null });
    expect(value['key']).toBeNull();
  });
});
