import { describe, expect, it } from 'vitest';
import { describeMissing, missingFromPassword } from './password-rule.ts';

describe('a new password', () => {
  it.each([
    ['Abcdef1!', []],
    ['Äpfel-und-Birnen-7', []],
    ['Ab1!', ['length']],
    ['abcdef1!', ['upper']],
    ['ABCDEF1!', ['lower']],
    ['Abcdefg!', ['digit']],
    ['Abcdefg1', ['special']],
    ['Abcdef 1', ['special']],
    ['', ['length', 'upper', 'lower', 'digit', 'special']],
  ])('%j lacks %j', (password, codes) => {
    expect(missingFromPassword(password).map((rule) => rule.code)).toEqual(codes);
  });

  it('is told everything it lacks in one sentence', () => {
    expect(describeMissing('abcdefgh')).toBe(
      'The password needs an upper case letter, a digit and a special character such as ! or -.',
    );
    expect(describeMissing('Abcdefg1')).toBe('The password needs a special character such as ! or -.');
    expect(describeMissing('Abcdef1!')).toBeNull();
  });
});
