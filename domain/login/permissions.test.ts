import { describe, expect, it } from 'vitest';
import { isPermission, permissions, permissionTitle, withViews } from './permissions.ts';
import { allRights, isStaff, may, noRights, type Rights, whyNotOver } from './rights.ts';

const helper: Rights = { isAdministrator: false, permissions: ['members.view', 'payments.view'] };

describe('permissions', () => {
  it('are cells of the grid, each once and with a title', () => {
    expect(new Set(permissions).size).toBe(permissions.length);
    expect(permissions.filter((permission) => !isPermission(permission))).toEqual([]);
    expect(permissionTitle('payments.delete')).toBe('Payments, delete');
    expect(permissionTitle('settings.mail.edit')).toMatch(/^Settings: .+, edit$/);
    expect(isPermission('members.fly')).toBe(false);
  });

  it('bring the sight of what they change', () => {
    expect(withViews(['payments.delete', 'settings.mail.edit', 'logs.view'])).toEqual([
      'payments.view',
      'payments.delete',
      'logs.view',
      'settings.mail.view',
      'settings.mail.edit',
    ]);
  });
});

describe('rights', () => {
  it('are those of the role; an administrator has all', () => {
    expect(may(helper, 'members.view')).toBe(true);
    expect(may(helper, 'members.edit')).toBe(false);
    expect(permissions.filter((permission) => !may(allRights, permission))).toEqual([]);
    expect([allRights, helper, noRights].map(isStaff)).toEqual([true, true, false]);
  });

  it.each([
    ['an administrator over anybody', allRights, allRights, null],
    ['a helper over a user', helper, noRights, null],
    ['a helper over the same role', helper, helper, null],
    ['a helper over an administrator', helper, allRights, 'administratorsOnly'],
    [
      'a helper over more than they hold',
      helper,
      { ...helper, permissions: [...helper.permissions, 'members.edit'] },
      'moreThanYours',
    ],
  ] as const)('%s', (_who, own, others, expected) => {
    expect(whyNotOver(own, others)).toBe(expected);
  });
});
