import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KnownLibrary, readListing } from './library-listing.ts';

const known = (name: string, isGone = false): KnownLibrary => ({
  id: `id-${name}`,
  externalId: name,
  title: name,
  type: 'movies',
  isGone,
});
const listed = (name: string, title = name) => ({ externalId: name, title, type: 'movies' });

describe('a listing of libraries', () => {
  it('adds what is new', () => {
    const reading = readListing([known('films')], [listed('films'), listed('shows')]);
    expect(reading.added).toEqual([listed('shows')]);
    expect(reading.vanished).toEqual([]);
  });

  it('renames what has a new title', () => {
    const reading = readListing([known('films')], [listed('films', 'Cinema')]);
    expect(reading.renamed).toEqual([{ id: 'id-films', title: 'Cinema', type: 'movies' }]);
  });

  it('marks one of two missing libraries gone, since half of them are still there', () => {
    const reading = readListing([known('films'), known('shows')], [listed('films')]);
    expect(reading.vanished.map((library) => library.externalId)).toEqual(['shows']);
    expect(reading.doubt).toBeNull();
  });

  it('that is empty removes nothing and warns', () => {
    const reading = readListing([known('films'), known('shows')], []);
    expect(reading.vanished).toEqual([]);
    expect(reading.doubt).toEqual({ code: 'emptyListing', missing: 2 });
  });

  it('that lacks more than half of the known ones removes nothing, adds what is new and warns', () => {
    const reading = readListing([known('a'), known('b'), known('c')], [listed('a'), listed('d')]);
    expect(reading.vanished).toEqual([]);
    expect(reading.added).toEqual([listed('d')]);
    expect(reading.doubt).toEqual({ code: 'mostAreMissing', missing: 2, known: 3 });
  });

  it('that is empty for a server without libraries is no reason to warn', () => {
    expect(readListing([], []).doubt).toBeNull();
    expect(readListing([known('films', true)], []).doubt).toBeNull();
  });

  it('brings back a library that was gone', () => {
    const reading = readListing([known('films', true)], [listed('films')]);
    expect(reading.returned.map((library) => library.id)).toEqual(['id-films']);
    expect(reading.added).toEqual([]);
  });

  it('that names one library twice counts it once', () => {
    expect(readListing([], [listed('films'), listed('films')]).added).toHaveLength(1);
  });

  it('never marks more than half of the known libraries gone, whatever it holds', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'));
    fc.assert(
      fc.property(names, names, (before, now) => {
        const reading = readListing(
          before.map((name) => known(name)),
          now.map((name) => listed(name)),
        );
        expect(reading.vanished.length * 2).toBeLessThanOrEqual(before.length);
      }),
    );
  });
});
