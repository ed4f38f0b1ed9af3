import type { FastifyRequest } from 'fastify';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

export type Permission = `${string}_${'read' | 'write'}`;

/** Lets a request in by its key, as Stripe does, or refuses it in Stripe's words. */
export function admit(world: World, request: FastifyRequest, permission: Permission): void {
  const key = keyOf(request.headers.authorization);
  if (key === null) {
    throw new Refusal({
      status: 401,
      message:
        'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.',
      isBeforeExecution: true,
    });
  }
  if (key === world.keys.publishableKey) {
    throw new Refusal({
      status: 401,
      code: 'secret_key_required',
      message:
        'This API call cannot be made with a publishable API key. Please use a secret API key, from the API keys page.',
      isBeforeExecution: true,
    });
  }
  if (key === world.keys.secretKey) {
    return;
  }
  const restricted = world.restrictedKeys.find((candidate) => candidate.key === key);
  if (restricted === undefined) {
    throw new Refusal({
      status: 401,
      message: `Invalid API Key provided: ${masked(key)}`,
      isBeforeExecution: true,
    });
  }
  if (!holds(restricted.permissions, permission)) {
    throw new Refusal({
      status: 403,
      message: `The provided key '${masked(key)}' does not have the required permissions for this endpoint on account '${world.account.id}'. Having the 'rak_${permission}' permission would allow this request to continue.`,
      isBeforeExecution: true,
    });
  }
}

/** The right to write includes the right to read. */
function holds(permissions: readonly string[], wanted: Permission): boolean {
  return permissions.includes(wanted) || permissions.includes(wanted.replace(/_read$/, '_write'));
}

function keyOf(authorization: string | undefined): string | null {
  const [scheme = '', value = ''] = (authorization ?? '').split(' ');
  if (scheme.toLowerCase() === 'bearer' && value !== '') {
    return value;
  }
  if (scheme.toLowerCase() === 'basic') {
    return Buffer.from(value, 'base64').toString('utf8').split(':')[0] || null;
  }
  return null;
}

function masked(key: string): string {
  return key.length <= 12 ? key : `${key.slice(0, 8)}${'*'.repeat(key.length - 12)}${key.slice(-4)}`;
}
