import { describe, expect, it } from 'vitest';
import { accessOf, accommodates, libraryIdsIn } from './plan-libraries.ts';

const libraries = [
  { externalId: 'shows', groupIds: ['standard'] },
  { externalId: 'films', groupIds: ['standard', 'kids'] },
  { externalId: 'films-4k', groupIds: ['4k'] },
  { externalId: 'unfiled', groupIds: [] },
];
const rights = { allowDownloads: false, allowTranscoding: true };

describe('the libraries of a plan', () => {
  it.each([
    [['standard'], ['films', 'shows']],
    [
      ['standard', '4k'],
      ['films', 'films-4k', 'shows'],
    ],
    [
      ['kids', 'standard'],
      ['films', 'shows'],
    ],
    [['audiobooks'], []],
    [[], []],
  ])('of the groups %j are %j', (groupIds, expected) => {
    expect(libraryIdsIn(groupIds, libraries)).toEqual(expected);
  });

  it('S36: a library in no group is shared with nobody', () => {
    expect(libraryIdsIn(['standard', 'kids', '4k'], libraries)).not.toContain('unfiled');
  });
});

describe('a server', () => {
  it.each([
    [['standard'], true],
    [['standard', '4k'], true],
    [['standard', 'audiobooks'], false],
    [[], false],
  ])('accommodates a plan of %j: %s', (groupIds, expected) => {
    expect(accommodates({ groupIds }, libraries)).toBe(expected);
  });

  it('gives equal plans an equal key, whatever the order of its libraries', () => {
    const one = accessOf({ groupIds: ['standard'], ...rights }, libraries);
    const other = accessOf({ groupIds: ['standard'], ...rights }, [...libraries].reverse());

    expect(one.key).toBe(other.key);
  });

  it('gives a plan with another right or library another key', () => {
    const plain = accessOf({ groupIds: ['standard'], ...rights }, libraries).key;

    expect(accessOf({ groupIds: ['standard'], ...rights, allowDownloads: true }, libraries).key).not.toBe(
      plain,
    );
    expect(accessOf({ groupIds: ['standard', '4k'], ...rights }, libraries).key).not.toBe(plain);
  });
});
