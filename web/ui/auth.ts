import { RequestFailure } from './failure.ts';

async function post(path: string, body: object): Promise<void> {
  await send(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function send(path: string, init: RequestInit): Promise<void> {
  const response = await fetch(`/api/auth${path}`, init).catch(() => null);
  if (response === null) throw new RequestFailure({ status: 0 });
  if (response.ok) return;
  const type = response.headers.get('content-type') ?? '';
  const body: object = type.includes('json') ? await response.json() : {};
  throw new RequestFailure({ ...body, status: response.status });
}

/** Signing in and everything around it. Each call throws a failure that `readFailure` reads. */
export const auth = {
  signUp: (person: { name: string; email: string; password: string; referralCode?: string }) =>
    post('/sign-up/email', person),
  signIn: (credentials: { email: string; password: string }) => post('/sign-in/email', credentials),
  signOut: () => post('/sign-out', {}),
  sendConfirmation: (email: string) => post('/send-verification-email', { email }),
  confirm: (token: string) => send(`/verify-email?token=${encodeURIComponent(token)}`, {}),
  requestReset: (email: string) => post('/request-password-reset', { email }),
  reset: (token: string, newPassword: string) => post('/reset-password', { token, newPassword }),
  changePassword: (currentPassword: string, newPassword: string) =>
    post('/change-password', { currentPassword, newPassword }),
};
