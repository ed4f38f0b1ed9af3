import { expect } from 'vitest';
import {
  type Clause,
  HURRIED,
  PASSWORD,
  aMember,
  account,
  errorOf,
  faultOf,
  ids,
  some,
  spoil,
} from './world.ts';

export const accountClauses: readonly Clause[] = [
  {
    title: 'inviting a person with no access makes exactly one account, with exactly the asked access',
    needs: 'createsLocalUser',
    async holds({ world, server }) {
      const before = world.accounts();

      const result = await server.createAccount(account(world, 'newcomer'));

      expect(result.kind).toBe('created');
      const id = result.kind === 'created' ? result.externalId : '';
      expect(world.accounts()).toBe(before + 1);
      expect(world.account(id)).toEqual({ state: 'enabled', libraryIds: ids(world, 1) });
      expect(world.signIn('newcomer', PASSWORD)).not.toBeNull();
    },
  },
  {
    title: 'inviting under a name that somebody has reports name-taken and leaves that account alone',
    needs: 'createsLocalUser',
    async holds({ world }) {
      const { server, id } = await aMember(world);
      const before = { account: world.account(id), number: world.accounts() };

      expect(await server.createAccount({ ...account(world, 'MEMBER'), access: some(world, 3) })).toEqual({
        kind: 'name-taken',
      });
      expect({ account: world.account(id), number: world.accounts() }).toEqual(before);
      expect(await server.ownsAccount('member', 'another-password')).toBe(false);
    },
  },
  {
    title: 'inviting under a name that the server does not allow reports name-refused and makes nothing',
    needs: 'createsLocalUser',
    async holds({ world, server }) {
      const before = world.accounts();

      expect(await server.createAccount(account(world, ' spaced '))).toMatchObject({ kind: 'name-refused' });
      expect(world.accounts()).toBe(before);
    },
  },
  {
    title: 'a retried invite after a timeout leaves exactly one account, put right by setting its access',
    needs: 'createsLocalUser',
    async holds({ world }) {
      const server = world.open(HURRIED);
      const before = world.accounts();
      spoil(world, world.targets.create, { kind: 'effectThenNoAnswer', times: 1 });
      expect(await faultOf(server.createAccount(account(world, 'newcomer')))).toBe('outcomeUnknown');

      expect(await server.createAccount(account(world, 'newcomer'))).toEqual({ kind: 'name-taken' });
      expect(await server.ownsAccount('newcomer', PASSWORD)).toBe(true);
      const found = await server.findMemberByName('newcomer');
      await server.setAccess(found?.externalId ?? '', some(world, 1));

      expect(world.accounts()).toBe(before + 1);
      expect(world.account(found?.externalId ?? '')).toEqual({ state: 'enabled', libraryIds: ids(world, 1) });
    },
  },
  {
    title:
      'an invite whose second half fails says so, and its account is found by its password and put right',
    needs: 'createsLocalUser',
    async holds({ world, server }) {
      spoil(world, world.targets.writeAccess, { kind: 'status', status: 500, times: 1 });

      expect(await faultOf(server.createAccount(account(world, 'newcomer')))).toBe('unreachable');
      expect(await server.ownsAccount('newcomer', PASSWORD)).toBe(true);
      const found = await server.findMemberByName('newcomer');
      expect(await server.setAccess(found?.externalId ?? '', some(world, 1))).toBe('changed');
      expect(world.account(found?.externalId ?? '')?.libraryIds).toEqual(ids(world, 1));
    },
  },
  {
    title: 'a new account is never usable without a password, not even between two calls',
    needs: 'createsLocalUser',
    async holds({ world }) {
      const server = world.open(HURRIED);
      spoil(world, world.targets.writeAccess, { kind: 'hang', times: 1 });

      await errorOf(server.createAccount(account(world, 'newcomer')));
      expect(world.signIn('newcomer', '')).toBeNull();

      const before = world.accounts();
      expect(await faultOf(server.createAccount({ ...account(world, 'blank'), password: '' }))).toBe(
        'requestRejected',
      );
      expect(world.accounts()).toBe(before);
    },
  },
  {
    title: 'setting a password ends the old sign-ins',
    needs: 'createsLocalUser',
    async holds({ world }) {
      const { server, id } = await aMember(world);
      const token = world.signIn('member', PASSWORD) ?? '';

      await server.setPassword(id, 'a-new-password-1');

      expect(world.isSignedIn(token)).toBe(false);
      expect(world.signIn('member', PASSWORD)).toBeNull();
      expect(world.signIn('member', 'a-new-password-1')).not.toBeNull();
      expect(await faultOf(server.setPassword(id, ''))).toBe('requestRejected');
    },
  },
];
