import { GatewayError } from '../../fault.ts';
import type { ServerIdentity } from '../media-server.ts';
import type { JellyfinClient } from './client.ts';
import { normaliseId, toIdentity } from './wire.ts';

/** How long an answer about the identity holds, so that a write costs no extra call. */
const HOLDS_MS = 5 * 60_000;

export interface IdentityGuard {
  /** Who answers. */
  identify(): Promise<ServerIdentity>;
  /** Before a write: throws if the address leads to another installation. Asks at most every five minutes. */
  ensure(): Promise<void>;
  /** After a "not found": asks now, since a wrong address answers 404 to everything. */
  recheck(): Promise<void>;
}

export interface IdentityParts {
  readonly client: JellyfinClient;
  readonly expected: string | null;
  readonly now: () => number;
}

export function identityGuard({ client, expected, now }: IdentityParts): IdentityGuard {
  let holdsUntil = 0;
  let asking: Promise<void> | null = null;

  async function identify(): Promise<ServerIdentity> {
    const info = await client.publicInfo();
    // Emby answers this path in the same shape, but names no product.
    if (!/jellyfin/i.test(info.ProductName ?? '')) {
      throw new GatewayError('badReply', { message: 'The address answers, but it is not a Jellyfin server' });
    }
    return toIdentity(info);
  }

  async function recheck(): Promise<void> {
    const { externalId } = await identify();
    if (expected !== null && externalId !== normaliseId(expected)) throw otherInstallation();
    holdsUntil = now() + HOLDS_MS;
  }

  return {
    identify,
    recheck,
    async ensure() {
      if (expected === null || now() < holdsUntil) return;
      asking ??= recheck().finally(() => {
        asking = null;
      });
      await asking;
    },
  };
}

export function otherInstallation(): GatewayError {
  return new GatewayError('requestRejected', {
    message:
      'The address now leads to another Jellyfin installation, so nothing was written. Correct the address, or add the other one as a server of its own',
  });
}
