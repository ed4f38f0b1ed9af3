import { GatewayError } from '../../fault.ts';

export interface StripeKeys {
  readonly secretKey: string;
  readonly publishableKey: string;
  readonly webhookSecret: string;
}

export type StripeMode = 'test' | 'live';

/** Keys are pasted, often with a space or a line break around them. */
export function trimmed(keys: StripeKeys): StripeKeys {
  return {
    secretKey: keys.secretKey.trim(),
    publishableKey: keys.publishableKey.trim(),
    webhookSecret: keys.webhookSecret.trim(),
  };
}

export interface KeyProblem {
  readonly field: keyof StripeKeys;
  readonly message: string;
}

/** What the keys themselves give away, before anybody is asked. */
export function problemOf(keys: StripeKeys): KeyProblem | null {
  const wrongSecret = secretKeyProblem(keys.secretKey);
  if (wrongSecret !== null) {
    return { field: 'secretKey', message: wrongSecret };
  }
  const wrongPublishable = publishableKeyProblem(keys);
  if (wrongPublishable !== null) {
    return { field: 'publishableKey', message: wrongPublishable };
  }
  if (keys.webhookSecret !== '' && !/^whsec_[\x21-\x7e]+$/.test(keys.webhookSecret)) {
    return {
      field: 'webhookSecret',
      message: 'This is not a webhook signing secret; it begins with whsec_.',
    };
  }
  return null;
}

export function modeOf(key: string): StripeMode {
  return key.split('_')[1] === 'live' ? 'live' : 'test';
}

/** A key that could not even be put into a header never leaves this machine. */
export function requireSecretKey(secretKey: string): void {
  const problem = secretKeyProblem(secretKey);
  if (problem !== null) {
    throw new GatewayError('credentialsRejected', { message: problem });
  }
}

function secretKeyProblem(key: string): string | null {
  if (key === '') {
    return 'No secret key is set.';
  }
  if (key.startsWith('pk_')) {
    return 'This is the publishable key. The secret key begins with sk_ or rk_.';
  }
  return /^(sk|rk)_(test|live)_[\x21-\x7e]+$/.test(key)
    ? null
    : 'This is not a secret key of Stripe; it begins with sk_test_, sk_live_, rk_test_ or rk_live_.';
}

function publishableKeyProblem(keys: StripeKeys): string | null {
  const key = keys.publishableKey;
  if (key === '') {
    return null;
  }
  if (!/^pk_(test|live)_[\x21-\x7e]+$/.test(key)) {
    return 'This is not a publishable key; it begins with pk_test_ or pk_live_.';
  }
  const [theirs, ours] = [modeOf(key), modeOf(keys.secretKey)];
  return theirs === ours
    ? null
    : `The publishable key is for ${theirs} mode and the secret key for ${ours} mode. Use two of the same mode.`;
}
