import { describe, expect, it } from 'vitest';
import { type Settings, sections } from '../domain/settings/index.ts';
import { settingsCache } from './settings-cache.ts';

function named(name: string): Settings {
  const defaults = Object.entries(sections).map(([key, { schema }]) => [key, schema.parse({})]);
  const settings = Object.fromEntries(defaults) as Settings;
  return { ...settings, site: { ...settings.site, name } };
}

describe('cached settings', () => {
  it('are read once for everybody who asks within a second', async () => {
    let now = 0;
    let reads = 0;
    const settings = settingsCache(
      async () => named(`${(reads += 1)}`),
      () => now,
    );

    await Promise.all([settings(), settings()]);
    now = 999;
    const young = await settings();
    now = 1000;
    const old = await settings();

    expect([young.site.name, old.site.name]).toEqual(['1', '2']);
  });

  it('are read again at once when they were saved', async () => {
    let reads = 0;
    const settings = settingsCache(
      async () => named(`${(reads += 1)}`),
      () => 0,
    );

    await settings();
    settings.forget();

    expect((await settings()).site.name).toBe('2');
  });

  it('do not keep a failure', async () => {
    let reads = 0;
    const settings = settingsCache(
      async () => {
        reads += 1;
        if (reads === 1) throw new Error('the database is away');
        return named('back');
      },
      () => 0,
    );

    await expect(settings()).rejects.toThrow('the database is away');
    expect((await settings()).site.name).toBe('back');
  });
});
