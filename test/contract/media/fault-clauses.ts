import { expect } from 'vitest';
import type { GatewayError } from '../../../gateways/fault.ts';
import type { Misbehaviour } from '../../simulators/frame/index.ts';
import {
  type Clause,
  HURRIED,
  PASSWORD,
  aMember,
  account,
  count,
  errorOf,
  faultOf,
  ids,
  some,
  spoil,
  writesTo,
} from './world.ts';

export const faultClauses: readonly Clause[] = [
  {
    title: "testing good settings reports the server's name, version and identity",
    async holds({ world, server }) {
      const test = await server.testConnection();

      expect(test).toMatchObject({ ok: true, warnings: [] });
      for (const words of Object.values(world.identity))
        expect(test).toHaveProperty('summary', expect.stringContaining(words));
      expect(await server.identify()).toEqual({
        externalId: world.identity.id,
        name: world.identity.name,
        version: world.identity.version,
      });
    },
  },
  {
    title: 'credentials refused is reported as credentialsRejected, not as unreachable, and is not retried',
    async holds({ world }) {
      const server = world.open({ apiKey: 'no-such-key' });

      expect(await faultOf(server.listMembers())).toBe('credentialsRejected');
      expect(count(world, world.targets.listMembers)).toBe(1);
      expect(await server.testConnection()).toMatchObject({
        ok: false,
        fault: 'credentialsRejected',
        field: 'apiKey',
      });
    },
  },
  {
    title: 'a server that cannot be reached is reported as unreachable, not as credentialsRejected',
    async holds({ world }) {
      const { server, id } = await aMember(world);
      await world.close();

      expect(await faultOf(server.listMembers())).toBe('unreachable');
      expect(await faultOf(server.suspend(id))).toBe('unreachable');
      expect(await server.testConnection()).toMatchObject({
        ok: false,
        fault: 'unreachable',
        field: 'baseUrl',
      });
    },
  },
  {
    title: 'a 429 is reported as rateLimited and carries the wait when the reply gave one',
    async holds({ world, server }) {
      spoil(world, world.targets.listMembers, { kind: 'rateLimited', retryAfterSeconds: 7, times: 1 });
      spoil(world, world.targets.listMembers, { kind: 'rateLimited', times: 1 });

      expect(await errorOf(server.listMembers())).toMatchObject({
        fault: 'rateLimited',
        retryAfterMs: 7_000,
      });
      expect(await errorOf(server.listMembers())).toMatchObject({
        fault: 'rateLimited',
        retryAfterMs: undefined,
      });
    },
  },
  {
    title: 'a 500 followed by success leads to one success and one effect',
    async holds({ world }) {
      const { server, id } = await aMember(world);
      spoil(world, world.targets.writeAccess, { kind: 'status', status: 500, times: 1 });

      expect(await faultOf(server.setAccess(id, some(world, 2)))).toBe('unreachable');
      expect(await server.setAccess(id, some(world, 2))).toBe('changed');
      expect(world.account(id)).toEqual({ state: 'enabled', libraryIds: ids(world, 2) });
    },
  },
  {
    title:
      'HTML, cut JSON or a missing required field is reported as badReply; unknown extra fields are ignored',
    async holds({ world }) {
      const { server, id } = await aMember(world);
      const bad: Misbehaviour[] = [
        { kind: 'html' },
        { kind: 'cutJson' },
        { kind: 'missingField', field: world.requiredField },
      ];

      for (const misbehaviour of bad) {
        spoil(world, world.targets.readMember, { ...misbehaviour, times: 1 });
        expect(await faultOf(server.findMember(id))).toBe('badReply');
      }
      spoil(world, { method: 'GET', route: /./ }, { kind: 'extraFields' });
      expect(await server.findMember(id)).toMatchObject({ externalId: id });
      expect(await server.listLibraries()).toHaveLength(world.libraries.length);
    },
  },
  {
    title: 'a retired endpoint (410) is reported as endpointRetired and never retried',
    async holds({ world }) {
      const { server, id } = await aMember(world);
      spoil(world, world.targets.writeAccess, { kind: 'status', status: 410 });
      const before = count(world, world.targets.writeAccess);

      expect(await faultOf(server.setAccess(id, some(world, 2)))).toBe('endpointRetired');
      expect(count(world, world.targets.writeAccess) - before).toBe(1);
    },
  },
  {
    title:
      'a write that timed out is reported as outcomeUnknown, and looking up afterwards tells whether it happened',
    needs: 'createsLocalUser',
    async holds({ world }) {
      const server = world.open(HURRIED);
      spoil(world, world.targets.create, { kind: 'effectThenNoAnswer', times: 1 });
      spoil(world, world.targets.create, { kind: 'hang', times: 1 });

      expect(await faultOf(server.createAccount(account(world, 'happened')))).toBe('outcomeUnknown');
      expect(await faultOf(server.createAccount(account(world, 'did-not')))).toBe('outcomeUnknown');

      expect(await server.ownsAccount('happened', PASSWORD)).toBe(true);
      expect(await server.ownsAccount('did-not', PASSWORD)).toBe(false);
    },
  },
  {
    title: 'a change whose answer was lost is looked up before anybody is told',
    async holds({ world }) {
      const { server, id } = await aMember(world, HURRIED);
      spoil(world, world.targets.writeAccess, { kind: 'effectThenNoAnswer', cut: true, times: 1 });
      expect(await server.setAccess(id, some(world, 2))).toBe('changed');

      spoil(world, world.targets.writeAccess, { kind: 'closeBefore', times: 1 });
      expect(await faultOf(server.setAccess(id, some(world, 3)))).toBe('unreachable');
      expect(world.account(id)?.libraryIds).toEqual(ids(world, 2));

      spoil(world, world.targets.remove, { kind: 'effectThenNoAnswer', times: 1 });
      expect(await server.remove(id)).toBe('removed');
      expect(world.account(id)?.state).toBe('removed');
    },
  },
  {
    title: 'a change whose answer was lost and that cannot be looked up stays outcomeUnknown',
    async holds({ world }) {
      const { server, id } = await aMember(world, HURRIED);
      spoil(world, world.targets.writeAccess, { kind: 'hang', times: 1 });
      // The first reading goes well, the look afterwards does not.
      let readings = 0;
      const { method, route } = world.targets.readMember;
      world.faults.add({ method, route, when: () => ++readings > 1, kind: 'status', status: 503 });

      expect(await faultOf(server.setAccess(id, some(world, 2)))).toBe('outcomeUnknown');
    },
  },
  {
    title: 'asking for the same final state twice changes nothing the second time',
    async holds({ world }) {
      const { server, id } = await aMember(world);

      expect(await server.setAccess(id, some(world, 2))).toBe('changed');
      const writes = writesTo(world);
      expect(await server.setAccess(id, some(world, 2))).toBe('unchanged');
      expect(writesTo(world)).toBe(writes);
    },
  },
  {
    title: 'no token, key, password or name appears in a URL or an error text',
    async holds({ world }) {
      const { server, id } = await aMember(world, HURRIED);
      const secret = 'very-secret-password';
      const name = 'very-private-name';
      const failing = async (): Promise<(GatewayError | null)[]> => [
        await errorOf(server.listMembers()),
        await errorOf(server.setAccess(id, some(world, 3))),
        await errorOf(server.createAccount({ ...account(world, name), password: secret })),
        await errorOf(server.ownsAccount(name, secret)),
        await errorOf(server.setPassword(id, secret)),
        await errorOf(server.remove(id)),
      ];
      const answers: Misbehaviour[] = [
        { kind: 'status', status: 400, body: `${world.apiKey} ${secret} ${name}` },
        { kind: 'status', status: 401, body: world.apiKey },
        { kind: 'status', status: 500, body: { error: secret, name } },
        { kind: 'html' },
        { kind: 'closeBefore' },
      ];

      const errors: (GatewayError | null)[] = [];
      for (const answer of answers) {
        world.faults.clear();
        spoil(world, { method: 'POST', route: /./ }, answer);
        spoil(world, { method: 'DELETE', route: /./ }, answer);
        errors.push(...(await failing()));
      }

      expect(errors.filter((error) => error !== null).length).toBeGreaterThan(12);
      const told = errors
        .map((error) => `${error?.message} ${error?.stack} ${String(error?.cause)}`)
        .join('\n');
      for (const word of [world.apiKey, secret, name, PASSWORD]) {
        expect(told).not.toContain(word);
        expect(world.requests.map((request) => request.path + request.search).join('\n')).not.toContain(word);
      }
    },
  },
  {
    title: 'a 2xx answer behind which nothing happened is not a success',
    async holds({ world }) {
      const { server, id } = await aMember(world);
      spoil(world, world.targets.writeAccess, { kind: 'status', status: 204, times: 1 });

      expect(await faultOf(server.setAccess(id, some(world, 2)))).toBe('badReply');
    },
  },
  {
    title: 'an empty user list is never read as proof of absence; a short library list never removes access',
    async holds({ world }) {
      const { server, id } = await aMember(world);
      spoil(world, world.targets.listMembers, { kind: 'emptyList', times: 2 });
      expect(await faultOf(server.listMembers())).toBe('badReply');
      expect(await faultOf(server.findMemberByName('member'))).toBe('badReply');

      const fresh = world.open();
      const before = world.account(id);
      for (const kind of ['emptyList', 'shortList'] as const) {
        spoil(world, world.targets.listLibraries, { kind, times: 1 });
        expect(await faultOf(fresh.setAccess(id, some(world, world.libraries.length)))).not.toBeNull();
      }
      expect(world.account(id)).toEqual(before);
    },
  },
  {
    title: "two configured servers of one kind never see each other's members",
    async holds({ world, another }) {
      const other = await another();
      const here = await aMember(world);
      const there = await aMember(other);

      expect(await here.server.findMember(there.id)).toBeNull();
      expect(await there.server.remove(here.id)).toBe('was-not-there');
      expect(await faultOf(other.open({ apiKey: world.apiKey }).listMembers())).toBe('credentialsRejected');
      expect(world.account(here.id)?.state).toBe('enabled');
    },
  },
];
