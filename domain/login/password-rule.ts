/** One demand on a new password. `pattern` is a regular expression with the `u` flag, so that pages can check while typing. */
export interface PasswordRule {
  readonly code: 'length' | 'upper' | 'lower' | 'digit' | 'special';
  readonly pattern: string;
  /** Completes "needs ...". */
  readonly words: string;
}

export const passwordRules: readonly PasswordRule[] = [
  { code: 'length', pattern: '^[\\s\\S]{8,}$', words: 'at least 8 characters' },
  { code: 'upper', pattern: '\\p{Lu}', words: 'an upper case letter' },
  { code: 'lower', pattern: '\\p{Ll}', words: 'a lower case letter' },
  { code: 'digit', pattern: '\\p{Nd}', words: 'a digit' },
  { code: 'special', pattern: '[^\\p{L}\\p{Nd}\\s]', words: 'a special character such as ! or -' },
];

export function missingFromPassword(password: string): readonly PasswordRule[] {
  return passwordRules.filter((rule) => !new RegExp(rule.pattern, 'u').test(password));
}

/** "The password needs a digit and a special character such as ! or -." Null when nothing is missing. */
export function describeMissing(password: string): string | null {
  const missing = missingFromPassword(password).map((rule) => rule.words);
  const last = missing.at(-1);
  if (last === undefined) return null;
  const listed = missing.length === 1 ? last : `${missing.slice(0, -1).join(', ')} and ${last}`;
  return `The password needs ${listed}.`;
}
