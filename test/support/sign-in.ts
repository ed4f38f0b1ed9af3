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
  const token = await mailedToken(api, email);
  await person.get(`/api/auth/verify-email?token=${encodeURIComponent(token)}`);
}

/** A try from a browser of its own; the answer tells whether it got in. */
export async function signIn(
  api: RunningApi,
  { email, password = GOOD_PASSWORD }: { email: string; password?: string },
): ReturnType<Visitor['post']> {
  return await visitor(api.url).post('/api/auth/sign-in/email', { email, password });
}

/** As the page behind a mailed link does; `token` is the link's. */
export async function choosePassword(
  api: RunningApi,
  chosen: { readonly token: string; readonly newPassword: string },
): ReturnType<Visitor['post']> {
  return await visitor(api.url).post('/api/auth/reset-password', chosen);
}

/** Of the latest link that was mailed to the address. */
export async function mailedToken(api: RunningApi, email: string): Promise<string> {
  return (await mailedLink(api.db, api.seal, email)).searchParams.get('token') ?? '';
}

export async function makeAdministrator(api: RunningApi, email: string): Promise<void> {
  await api.db.updateTable('logins').set({ role: 'administrator' }).where('email', '=', email).execute();
}

export const MAIL = { enabled: true, host: 'mail.example', fromAddress: 'site@example.org' };
