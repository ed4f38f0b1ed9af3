import { describe, expect, it } from 'vitest';
import { type LoginInQuestion, whyNotLogin } from './login-deeds.ts';

const administrator: LoginInQuestion = {
  role: 'administrator',
  isConfirmed: true,
  isDisabled: false,
  otherAdministrators: 1,
};
const last: LoginInQuestion = { ...administrator, otherAdministrators: 0 };
const user: LoginInQuestion = { ...last, role: 'user' };

describe('a deed on a login', () => {
  it.each(['makeUser', 'disable', 'remove'] as const)(
    'S30: %s is refused for the last administrator',
    (deed) => {
      expect(whyNotLogin(deed, last)).toBe('lastAdministrator');
      expect(whyNotLogin(deed, { ...last, isDisabled: true })).toBe('lastAdministrator');
      expect(whyNotLogin(deed, administrator)).toBeNull();
      expect(whyNotLogin(deed, user)).toBeNull();
    },
  );

  it('makes an administrator of whoever owns the address and can sign in', () => {
    expect(whyNotLogin('makeAdministrator', user)).toBeNull();
    expect(whyNotLogin('makeAdministrator', { ...user, isConfirmed: false })).toBe('notConfirmed');
    expect(whyNotLogin('makeAdministrator', { ...user, isDisabled: true })).toBe('disabled');
  });
});
