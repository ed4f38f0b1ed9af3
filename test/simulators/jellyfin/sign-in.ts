import type { Sender } from './authorization.ts';
import { findByName, newId, type SignIn, type StoredUser, type World } from './world.ts';

export type SignInResult =
  | { readonly status: 200; readonly user: StoredUser; readonly signIn: SignIn }
  | { readonly status: 400 | 401 | 403 };

export interface SignInAttempt {
  readonly name: string;
  readonly password: string;
  readonly sender: Omit<Sender, 'token'>;
  readonly canBeControlled?: boolean;
}

/** A wrong password counts; at the limit of the account the server disables it. */
export function signIn(world: World, attempt: SignInAttempt): SignInResult {
  const { client, device, deviceId, version } = attempt.sender;
  if (client === null || device === null || deviceId === null || version === null) return { status: 400 };
  const user = findByName(world, attempt.name);
  if (user === null) return { status: 401 };
  if (user.policy.IsDisabled) return { status: 403 };
  if (user.password !== attempt.password) return countFailure(user);
  user.policy.InvalidLoginAttemptCount = 0;
  if (!maySignInWith(user, deviceId) || isFull(world, user, deviceId)) return { status: 403 };
  forgetDevice(world, user.id, deviceId);
  user.lastLoginAt = world.clock.now();
  const made: SignIn = {
    token: newId(),
    sessionId: newId(),
    userId: user.id,
    client,
    device,
    deviceId,
    version,
    at: world.clock.now(),
    playing: null,
    canBeControlled: attempt.canBeControlled ?? true,
  };
  world.signIns.set(made.token, made);
  return { status: 200, user, signIn: made };
}

function countFailure(user: StoredUser): SignInResult {
  const { policy } = user;
  policy.InvalidLoginAttemptCount += 1;
  const limit = policy.LoginAttemptsBeforeLockout;
  if (limit > 0 && policy.InvalidLoginAttemptCount >= limit) {
    policy.IsDisabled = true;
    user.disabledAt = Date.now();
  }
  return { status: 401 };
}

function maySignInWith({ policy }: StoredUser, deviceId: string): boolean {
  return policy.IsAdministrator || policy.EnableAllDevices || policy.EnabledDevices.includes(deviceId);
}

function isFull(world: World, user: StoredUser, deviceId: string): boolean {
  const limit = user.policy.MaxActiveSessions;
  const others = [...world.signIns.values()].filter(
    (one) => one.userId === user.id && one.deviceId !== deviceId,
  );
  return limit >= 1 && others.length >= limit;
}

/** One token per account and device: a new sign-in ends the one before. */
function forgetDevice(world: World, userId: string, deviceId: string): void {
  for (const one of world.signIns.values()) {
    if (one.userId === userId && one.deviceId === deviceId) world.signIns.delete(one.token);
  }
}
