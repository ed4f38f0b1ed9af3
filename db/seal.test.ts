import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sealWith } from './seal.ts';

describe('a sealed secret', () => {
  const seal = sealWith(randomBytes(32));

  it('opens to what was sealed, and never looks the same twice', () => {
    expect(seal.open(seal.seal('sk_test_secret ü'))).toBe('sk_test_secret ü');
    expect(seal.seal('same').equals(seal.seal('same'))).toBe(false);
  });

  it('does not open with another key or after one bit changed', () => {
    const sealed = seal.seal('secret');
    expect(() => sealWith(randomBytes(32)).open(sealed)).toThrow();
    sealed[sealed.length - 1] = (sealed[sealed.length - 1] ?? 0) ^ 1;
    expect(() => seal.open(sealed)).toThrow();
  });
});
