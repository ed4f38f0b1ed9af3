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
  it.each(['makeUser', 'giveRole', 'disable', 'remove'] as const)(
    'S30: %s is refused for the last administrator',
    (deed) => {
      expect(whyNotLogin(deed, last)).toBe('lastAdministrator');
      expect(whyNotLogin(deed, { ...last, isDisabled: true })).not.toBeNull();
      expect(whyNotLogin(deed, administrator)).toBeNull();
      expect(whyNotLogin(deed, user)).toBeNull();
    },
  );

  it.each(['makeAdministrator', 'giveRole'] as const)(
    '%s is for whoever owns the address and can sign in',
    (deed) => {
      expect(whyNotLogin(deed, user)).toBeNull();
      expect(whyNotLogin(deed, { ...user, isConfirmed: false })).toBe('notConfirmed');
      expect(whyNotLogin(deed, { ...user, isDisabled: true })).toBe('disabled');
    },
  );
});
