import type { Limit } from '../visit-limiter.ts';

export interface AuthRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly limit: Limit;
}

/** The endpoints of the sign-in library that pages use, each with its limit by address. No other is served. */
export const authRoutes: readonly AuthRoute[] = [
  { method: 'POST', path: '/sign-up/email', limit: { max: 30, seconds: 600 } },
  { method: 'POST', path: '/sign-in/email', limit: { max: 20, seconds: 60 } },
  { method: 'POST', path: '/sign-out', limit: { max: 60, seconds: 60 } },
  { method: 'POST', path: '/send-verification-email', limit: { max: 6, seconds: 600 } },
  { method: 'GET', path: '/verify-email', limit: { max: 30, seconds: 600 } },
  { method: 'POST', path: '/request-password-reset', limit: { max: 6, seconds: 600 } },
  { method: 'POST', path: '/reset-password', limit: { max: 12, seconds: 600 } },
  { method: 'POST', path: '/change-password', limit: { max: 12, seconds: 600 } },
];
