import { expect } from 'vitest';
import {
  type Clause,
  NOBODY,
  PASSWORD,
  aMember,
  account,
  errorOf,
  faultOf,
  ids,
  some,
  spoil,
  writesTo,
} from './world.ts';

export const accessClauses: readonly Clause[] = [
  {
    title: 'a member is found again after changing the name on the server',
    async holds({ world }) {
      const { server, id } = await aMember(world);

      world.rename(id, 'somebody-else-now');

      expect(await server.findMember(id)).toMatchObject({ externalId: id, username: 'somebody-else-now' });
      expect(await server.findMember(NOBODY)).toBeNull();
    },
  },
  {
    title: 'setting access gives exactly the asked libraries, never all of them for an empty list',
    async holds({ world }) {
      const { server, id } = await aMember(world);

      await server.setAccess(id, { libraryIds: ids(world, 3), downloads: true, transcoding: false });
      expect(world.account(id)?.libraryIds).toEqual(ids(world, 3));
      expect(await server.findMember(id)).toMatchObject({
        hasAllLibraries: false,
        allowsDownloads: true,
        allowsTranscoding: false,
        isDisabled: false,
      });

      await server.setAccess(id, { libraryIds: [], downloads: false, transcoding: true });
      expect(world.account(id)?.libraryIds).toEqual([]);
    },
  },
  {
    title: 'setting access keeps every setting that was not asked to change',
    async holds({ world }) {
      const { server, id } = await aMember(world);
      world.changeForeignSetting(id);
      const before = world.foreignSetting(id);

      await server.setAccess(id, some(world, 3));
      await server.suspend(id);
      await server.setAccess(id, some(world, 1));

      expect(world.foreignSetting(id)).toEqual(before);
    },
  },
  {
    title:
      'a library the server no longer has is reported as requestRejected with its name, and no other library is lost',
    async holds({ world }) {
      const { server, id } = await aMember(world);
      await server.setAccess(id, some(world, 3));
      const gone = world.libraries[2];
      await server.listLibraries();

      world.removeLibrary(gone?.id ?? '');
      world.clock.advance(10 * 60_000);
      const error = await errorOf(server.setAccess(id, { ...some(world, 3), downloads: true }));

      expect(error).toMatchObject({
        fault: 'requestRejected',
        message: expect.stringContaining(gone?.title ?? '?'),
      });
      expect(world.account(id)?.libraryIds).toEqual(ids(world, 2));
    },
  },
  {
    title:
      'suspending ends access and keeps what restore needs; restoring gives the same libraries and limits back',
    needs: 'canSuspend',
    async holds({ world }) {
      const { server, id } = await aMember(world);
      await server.setAccess(id, some(world, 2));
      world.changeForeignSetting(id);
      const before = { account: world.account(id), foreign: world.foreignSetting(id) };
      const token = world.signIn('member', PASSWORD) ?? '';

      await server.suspend(id);
      expect(world.account(id)?.state).toBe('disabled');
      expect(world.isSignedIn(token)).toBe(false);
      expect(world.signIn('member', PASSWORD)).toBeNull();

      await server.setAccess(id, some(world, 2));
      expect({ account: world.account(id), foreign: world.foreignSetting(id) }).toEqual(before);
      expect(world.signIn('member', PASSWORD)).not.toBeNull();
    },
  },
  {
    title: 'suspending twice and restoring twice are harmless',
    needs: 'canSuspend',
    async holds({ world }) {
      const { server, id } = await aMember(world);

      expect([await server.suspend(id), await server.suspend(id)]).toEqual([
        'suspended',
        'already-suspended',
      ]);
      const restored = [
        await server.setAccess(id, some(world, 1)),
        await server.setAccess(id, some(world, 1)),
      ];
      expect(restored).toEqual(['changed', 'unchanged']);
    },
  },
  {
    title: 'changing or suspending a member who is gone reports notFound',
    async holds({ world }) {
      const { server, id } = await aMember(world);
      await server.remove(id);

      expect(await faultOf(server.setAccess(id, some(world, 1)))).toBe('notFound');
      expect(await faultOf(server.suspend(id))).toBe('notFound');
      expect(await faultOf(server.setPassword(id, PASSWORD))).toBe('notFound');
    },
  },
  {
    title: 'removing a member who is already gone reports was-not-there',
    async holds({ world }) {
      const { server, id } = await aMember(world);

      expect(await server.remove(id)).toBe('removed');
      expect(await server.remove(id)).toBe('was-not-there');
      expect(world.account(id)?.state).toBe('removed');
    },
  },
  {
    title: "removing a member from one server leaves their access on the owner's other servers",
    async holds({ world, another }) {
      const other = await another();
      const here = await aMember(world);
      const there = await aMember(other);

      await here.server.remove(here.id);

      expect(other.account(there.id)).toEqual({ state: 'enabled', libraryIds: ids(other, 1) });
    },
  },
  {
    title: 'removing or suspending never touches the owner or an administrator',
    async holds({ world, server }) {
      const id = world.administratorId;
      const before = world.account(id);
      const writes = writesTo(world);

      expect(await faultOf(server.setAccess(id, some(world, 1)))).toBe('requestRejected');
      expect(await faultOf(server.suspend(id))).toBe('requestRejected');
      expect(await faultOf(server.setPassword(id, PASSWORD))).toBe('requestRejected');
      expect(await faultOf(server.remove(id))).toBe('requestRejected');
      expect(world.account(id)).toEqual(before);
      expect(writesTo(world)).toBe(writes);
    },
  },
  {
    title: 'a changed server identity is reported before any write',
    async holds({ world }) {
      const { server, id } = await aMember(world);
      world.becomeAnother();
      world.clock.advance(10 * 60_000);
      const writes = writesTo(world);

      expect(await faultOf(server.suspend(id))).toBe('requestRejected');
      expect(await faultOf(server.remove(id))).toBe('requestRejected');
      expect(await faultOf(server.setAccess(id, some(world, 2)))).toBe('requestRejected');
      expect(await faultOf(server.createAccount(account(world, 'newcomer')))).toBe('requestRejected');
      expect(writesTo(world)).toBe(writes);
      expect(await server.testConnection()).toMatchObject({
        ok: false,
        fault: 'requestRejected',
        field: 'baseUrl',
      });
    },
  },
  {
    title: 'a not-found from another installation is never taken for an account that is gone',
    async holds({ world }) {
      const { server } = await aMember(world);

      world.becomeAnother();

      expect(await faultOf(server.remove(NOBODY))).toBe('requestRejected');
      expect(await faultOf(server.findMember(NOBODY))).toBe('requestRejected');
      spoil(world, { method: 'GET', route: /./ }, { kind: 'status', status: 404 });
      expect(await faultOf(server.findMember(NOBODY))).toBe('badReply');
    },
  },
  {
    title: 'two concurrent policy changes of one member both survive',
    async holds({ world }) {
      const { server, id } = await aMember(world);
      spoil(world, world.targets.readMember, { kind: 'slow', ms: 30, times: 2 });

      await Promise.all([server.setAccess(id, { ...some(world, 3), downloads: true }), server.suspend(id)]);

      expect(world.account(id)).toMatchObject({ state: 'disabled', libraryIds: ids(world, 3) });
      expect(await server.findMember(id)).toMatchObject({ allowsDownloads: true, isDisabled: true });
    },
  },
];
