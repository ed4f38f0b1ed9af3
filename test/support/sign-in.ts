import type { RunningApi } from './api.ts';
import { mailedLink, type Visitor, visitor } from './visitor.ts';

export const GOOD_PASSWORD = 'Correct-horse-7';

/** Registers, confirms by the mailed link and signs in. */
export async function signedIn(api: RunningApi, email: string): Promise<Visitor> {
  const person = visitor(api.url);
  await person.post('/api/auth/sign-up/email', { name: 'Robin', email, password: GOOD_PASSWORD });
  await confirm(api, person, email);
  await person.post('/api/auth/sign-in/email', { email, password: GOOD_PASSWORD });
  return person;
}

export async function confirm(api: RunningApi, person: Visitor, email: string): Promise<void> {
  const link = await mailedLink(api.db, api.seal, email);
  await person.get(
    `/api/auth/verify-email?token=${encodeURIComponent(link.searchParams.get('token') ?? '')}`,
  );
}

export async function makeAdministrator(api: RunningApi, email: string): Promise<void> {
  await api.db.updateTable('logins').set({ role: 'administrator' }).where('email', '=', email).execute();
}

export const MAIL = { enabled: true, host: 'mail.example', fromAddress: 'site@example.org' };
