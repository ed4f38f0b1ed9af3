import { describe, expect, it } from 'vitest';
import { EnvironmentError, readEnv } from './env.ts';

describe('readEnv', () => {
  it('an empty environment gives a one-machine site', () => {
    const env = readEnv({});
    expect(env.DATABASE_URL).toBeUndefined();
    expect(env.TEMPORAL_ADDRESS).toBeUndefined();
    expect(env.DATA_DIR).toMatch(/\.data$/);
    expect(env.MASTER_KEY_FILE).toMatch(/\.data[\\/]master\.key$/);
    expect(env.TEMPORAL_NAMESPACE).toBe('streams-manager');
  });

  it('a variable set to nothing counts as unset', () => {
    expect(readEnv({ DATABASE_URL: '', PORT: ' ', LOG_LEVEL: '' })).toEqual(readEnv({}));
  });

  it('a trailing slash of a web address is dropped', () => {
    expect(readEnv({ SITE_URI: 'https://watch.example.org/' }).SITE_URI).toBe('https://watch.example.org');
  });

  it('all problems are told at once, each with its variable', () => {
    const wrong = { DATABASE_URL: 'mysql://x', PORT: 'eighty', LOG_LEVEL: 'loud', TEMPORAL_ADDRESS: 'host' };
    const read = () => readEnv(wrong);
    expect(read).toThrow(EnvironmentError);
    for (const name of Object.keys(wrong)) expect(read).toThrow(new RegExp(`${name}: `));
  });
});
