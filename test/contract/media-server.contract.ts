import { afterEach, describe, expect, it } from 'vitest';
import { accessClauses } from './media/access-clauses.ts';
import { accountClauses } from './media/account-clauses.ts';
import { faultClauses } from './media/fault-clauses.ts';
import { playbackClauses } from './media/playback-clauses.ts';
import type { MediaServerHarness, MediaWorld } from './media/world.ts';

export type { GatewayOptions, MediaServerHarness, MediaWorld } from './media/world.ts';

/** The whole contract. A clause for a capability comes with the capability. */
const clauses = [...faultClauses, ...accountClauses, ...accessClauses, ...playbackClauses];

/**
 * Runs every clause against one provider on its simulator. `exemptions`: title of the clause -> why it does
 * not hold; each must need a capability that the provider says it lacks.
 */
export function describeMediaServer(
  provider: string,
  harness: MediaServerHarness,
  exemptions: Readonly<Record<string, string>> = {},
): void {
  describe(`the media server ${provider}`, () => {
    const running: MediaWorld[] = [];
    const start = async (): Promise<MediaWorld> => {
      const world = await harness.start();
      running.push(world);
      return world;
    };
    afterEach(async () => {
      const worlds = running.splice(0);
      await Promise.all(worlds.map((world) => world.close()));
      expect(worlds.flatMap((world) => world.unmodelled)).toEqual([]);
    });

    for (const { title, holds } of clauses) {
      it(title, async (context) => {
        const reason = exemptions[title];
        context.skip(reason !== undefined, reason);
        const world = await start();
        await holds({ world, server: world.open(), another: start });
      });
    }

    it('every exemption names a clause and a capability that is really absent', async () => {
      const { supports } = (await start()).open();
      const baseless = Object.keys(exemptions).filter((title) => {
        const needs = clauses.find((known) => known.title === title)?.needs;
        return needs === undefined || supports[needs];
      });

      expect(baseless).toEqual([]);
    });
  });
}
