import type { api } from '../../ui/api.ts';

export type Login = Awaited<ReturnType<typeof api.admin.logins.list.query>>['rows'][number];

/** What is asked about before it is done. */
export type Deed = 'makeAdministrator' | 'makeUser' | 'disable' | 'enable' | 'remove';
