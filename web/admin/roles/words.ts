import { dictionary } from '../../ui/language.ts';

const en = {
  lead: 'What helpers may do in the panel. A role is given to a login under Site logins, and what it says counts from the next click on.',
  add: 'Add role',
  edit: 'Edit',
  remove: 'Delete',
  columns: { name: 'Name', kind: 'Kind', permissions: 'May', logins: 'Logins' },
  builtIn: 'built-in',
  custom: 'custom',
  administrator: { name: 'Administrator', may: 'Everything, and edit administrators and roles' },
  user: { name: 'User', may: 'Nothing in the panel' },
  may: (count: number) => (count === 1 ? '1 permission' : `${count} permissions`),
  none: 'No custom role yet',
  noneHelp:
    'A custom role lets somebody help without being an administrator, for instance with payments alone.',
  saved: 'Role saved',
  removed: 'Role deleted',
  removeTitle: (name: string) => `Delete the role ${name}?`,
  removeHelp: 'No login has it.',
  dialog: {
    addTitle: 'Add a role',
    editTitle: 'Edit role',
    editHelp: (logins: number) =>
      logins === 1
        ? 'One login has this role: it counts for it at once.'
        : `${logins} logins have this role: it counts for them at once.`,
    name: 'Name',
    permissions: 'May',
    permissionsHelp:
      'Whoever may change something sees it too. Members: the whole page of a member, with what they paid.',
    cell: (row: string, action: string) => `${row}: ${action}`,
    resource: 'What',
    actions: { view: 'View', create: 'Create', edit: 'Edit', delete: 'Delete', execute: 'Execute' },
  },
};

export const words = dictionary({ en });
