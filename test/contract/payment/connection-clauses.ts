import { expect } from 'vitest';
import { aPaidPage, anOpenPage, anOrder, clause, errorOf, expectFault, key, type Clause } from './world.ts';

export const connectionClauses: readonly Clause[] = [
  clause('testing good settings reports the account and the mode', async (world) => {
    const tested = await world.gateway.testConnection();

    expect(tested).toMatchObject({ ok: true });
    expect(tested.ok && tested.summary).toContain(world.accountName);
    expect(tested.ok && tested.summary).toContain(`${world.mode} mode`);
  }),

  clause('spaces around pasted keys do no harm', async (world) => {
    expect(await world.sloppy.testConnection()).toMatchObject({ ok: true });
    expect((await world.sloppy.openCheckout(anOrder(world), key)).url).toMatch(/^http/);
  }),

  clause('credentials that are refused are reported as such, not as unreachable', async (world) => {
    expect(await world.withWrongKey.testConnection()).toMatchObject({
      ok: false,
      fault: 'credentialsRejected',
      field: 'secretKey',
    });
    await expectFault('credentialsRejected', world.withWrongKey.openCheckout(anOrder(world), key));
    await expectFault('credentialsRejected', world.withWrongKey.findCheckout('any', 0));
  }),

  clause('keys of two modes are reported before any checkout', async (world) => {
    expect(await world.withKeysOfTwoModes.testConnection()).toMatchObject({
      ok: false,
      fault: 'credentialsRejected',
      field: 'publishableKey',
    });
    expect(world.pages()).toBe(0);
  }),

  clause('a missing permission is reported as credentialsRejected and named', async (world) => {
    const { gateway, names } = world.withoutPermission;

    const tested = await gateway.testConnection();
    const refused = await errorOf(gateway.openCheckout(anOrder(world), key));

    expect(tested).toMatchObject({ ok: false, fault: 'credentialsRejected', field: 'secretKey' });
    expect(tested.ok || tested.message).toContain(names);
    expect(refused.fault).toBe('credentialsRejected');
    expect(refused.message).toContain(names);
  }),

  clause(
    'a provider that cannot be reached is unreachable, for reads, writes and the test',
    async (world) => {
      await expectFault('unreachable', world.nowhere.openCheckout(anOrder(world), key));
      await expectFault('unreachable', world.nowhere.findCheckout('any', 0));
      expect(await world.nowhere.testConnection()).toMatchObject({ ok: false, fault: 'unreachable' });
    },
  ),

  clause('a 5xx is unreachable', async (world) => {
    const externalId = await anOpenPage(world);
    world.trouble('serverError');

    await expectFault('unreachable', world.gateway.lookUpPayment(externalId));
    await expectFault('unreachable', world.gateway.findCheckout('any', 0));
    await expectFault('unreachable', world.gateway.closeCheckout(externalId));
  }),

  clause('too many requests are rateLimited, with the wait if the provider names one', async (world) => {
    const externalId = await anOpenPage(world);
    world.trouble('rateLimitedFor7Seconds');
    const named = await errorOf(world.gateway.lookUpPayment(externalId));
    world.noTrouble();
    world.trouble('rateLimited');
    const unnamed = await errorOf(world.gateway.openCheckout(anOrder(world), key));

    expect(named).toMatchObject({ fault: 'rateLimited', retryAfterMs: 7000 });
    expect(unnamed).toMatchObject({ fault: 'rateLimited', retryAfterMs: undefined });
  }),

  clause('HTML and cut JSON are badReply', async (world) => {
    const externalId = await anOpenPage(world);
    for (const trouble of ['html', 'cutJson'] as const) {
      world.trouble(trouble);
      await expectFault('badReply', world.gateway.lookUpPayment(externalId));
      await expectFault('badReply', world.gateway.findCheckout('any', 0));
      await expectFault('badReply', world.gateway.openCheckout(anOrder(world), `${key}/${trouble}`));
      expect(await world.gateway.testConnection()).toMatchObject({ ok: false, fault: 'badReply' });
      world.noTrouble();
    }
  }),

  clause('a reply that lacks a required field is badReply and names the field', async (world) => {
    const externalId = await aPaidPage(world);
    for (const field of world.requiredFields.lookUp) {
      world.missingField(field);
      const error = await errorOf(world.gateway.lookUpPayment(externalId));
      expect(error).toMatchObject({ fault: 'badReply', message: expect.stringContaining(field) });
      world.noTrouble();
    }
    for (const field of world.requiredFields.open) {
      world.missingField(field);
      const error = await errorOf(world.gateway.openCheckout(anOrder(world), `${key}/${field}`));
      expect(error).toMatchObject({ fault: 'badReply', message: expect.stringContaining(field) });
      world.noTrouble();
    }
  }),

  clause('fields that nobody knows are ignored', async (world) => {
    world.trouble('unknownFields');

    const externalId = await aPaidPage(world);

    expect((await world.gateway.lookUpPayment(externalId)).kind).toBe('settled');
    expect(await world.gateway.testConnection()).toMatchObject({ ok: true });
  }),

  clause('a payment state that nobody knows is neither paid nor failed', async (world) => {
    const externalId = await anOpenPage(world);
    world.strangeState(externalId);

    expect(await world.gateway.lookUpPayment(externalId)).toMatchObject({
      kind: 'unknown',
      checkoutId: anOrder(world).checkoutId,
      state: expect.stringMatching(/./),
    });
  }),
];
