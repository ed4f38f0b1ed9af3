import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseServer, offeredLocations } from './choose-server.ts';
import { request } from '../../test/support/a-server-choice.ts';

describe('for any servers', () => {
  const candidate = fc.record({
    id: fc.string({ minLength: 1, maxLength: 3 }),
    platform: fc.constantFrom('jellyfin', 'plex'),
    isEnabled: fc.boolean(),
    isInMaintenance: fc.boolean(),
    allowsNewSubscriptions: fc.boolean(),
    acceptsTrials: fc.boolean(),
    isTrialsOnly: fc.boolean(),
    maxUsers: fc.option(fc.integer({ min: 1, max: 5 })),
    used: fc.nat(6),
    locationId: fc.option(fc.constantFrom('eu', 'us')),
    groupIds: fc.subarray(['standard', '4k']),
  });
  const candidates = fc.uniqueArray(candidate, { maxLength: 6, selector: ({ id }) => id });

  it('the choice does not depend on their order, and each one is chosen from or refused', () => {
    const property = fc.property(candidates, fc.constantFrom(null, 'eu'), (servers, locationId) => {
      const asked = request({ locationId, targetServers: servers.slice(1, 2).map(({ id }) => id) });
      const choice = chooseServer(servers, asked);

      expect(chooseServer([...servers].reverse(), asked).chosen).toBe(choice.chosen);
      expect(choice.chosen === null).toBe(choice.refused.length === servers.length);
      expect(choice.refused.map(({ serverId }) => serverId)).not.toContain(choice.chosen);
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('an offered location is where the choice leads, and one alone is never offered', () => {
    const property = fc.property(candidates, (servers) => {
      const offered = offeredLocations(['eu', 'us'], servers, request());

      expect(offered).not.toHaveLength(1);
      for (const locationId of offered) {
        const choice = chooseServer(servers, request({ locationId }));
        expect(choice.why).toBe('location');
        expect(servers.find(({ id }) => id === choice.chosen)?.locationId).toBe(locationId);
      }
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('a full or closed server is never chosen', () => {
    const property = fc.property(candidates, (servers) => {
      const { chosen } = chooseServer(servers, request());
      const found = servers.find(({ id }) => id === chosen);

      expect(found === undefined || found.used < (found.maxUsers ?? Infinity)).toBe(true);
      expect(found === undefined || (found.isEnabled && found.allowsNewSubscriptions)).toBe(true);
    });
    fc.assert(property, { numRuns: 300 });
  });
});
