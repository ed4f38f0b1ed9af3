import { describe, expect, it } from 'vitest';
import { readUntil } from './import-until.ts';

function read(text: string): string | null {
  const at = readUntil(text, 'Europe/Berlin');
  return at === null ? null : new Date(at).toISOString();
}

describe('the end that a cell names', () => {
  it.each([
    ['2027-01-31', '2027-01-31T23:00:00.000Z'],
    ['2027-03-28', '2027-03-28T22:00:00.000Z'],
    ['31.1.2027', '2027-01-31T23:00:00.000Z'],
    ['01.07.2027', '2027-07-01T22:00:00.000Z'],
    ['2027-01-31 18:00', '2027-01-31T17:00:00.000Z'],
    ['2027-07-31T18:00', '2027-07-31T16:00:00.000Z'],
    ['2027-07-31 18:00:30', '2027-07-31T16:00:30.000Z'],
    ['31.07.2027 08:05', '2027-07-31T06:05:00.000Z'],
    ['2027-07-31T18:00:00.123Z', '2027-07-31T18:00:00.123Z'],
    ['2027-07-31 18:00+05:30', '2027-07-31T12:30:00.000Z'],
  ])('%s on a clock in Berlin is %s', (text, instant) => {
    expect(read(text)).toBe(instant);
  });

  it.each([
    'tomorrow',
    '2027-02-30',
    '01/31/2027',
    '31/01/2027',
    '2027-1',
    '20270131',
    '2027-03-28 02:30',
    '18:00',
  ])('%s is none', (text) => {
    expect(read(text)).toBeNull();
  });
});
