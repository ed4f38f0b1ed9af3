import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../db/new-id.ts';
import { aCatalogue } from '../support/a-catalogue.ts';
import { grantRow } from '../support/member-rows.ts';
import { type Panel, startPanel } from '../support/panel.ts';
import { GOOD_PASSWORD, signedIn } from '../support/sign-in.ts';
import { visitor } from '../support/visitor.ts';

let panel: Panel;
let serverId: string;
let referrer: string;
let code: string;
let counted = 0;

beforeAll(async () => {
  panel = await startPanel();
  ({ serverId } = await aCatalogue(panel.api.db, 50));
});

beforeEach(async () => {
  counted += 1;
  referrer = await panel.addMember(`Referrer ${counted}`);
  const row = await panel.api.db
    .selectFrom('members')
    .select('referral_code')
    .where('id', '=', referrer)
    .executeTakeFirstOrThrow();
  code = row.referral_code;
  await panel.api.save('registration', { enabled: true, open: false });
  await panel.api.save('referral', { allowRegistration: true });
});

afterAll(() => panel.stop());

async function shares(memberId: string): Promise<void> {
  const access = { desired_key: 'full:1-a:', observed_key: 'full:1-a:' };
  await grantRow(panel.api.db, { member_id: memberId, server_id: serverId, ...access });
}

/** Registers a stranger; answers the status and the login that came of it. */
async function register(changes: Record<string, string> = {}) {
  const email = `${newId()}@strangers.example`;
  const person = { name: 'Stranger', email, password: GOOD_PASSWORD, ...changes };
  const { status } = await visitor(panel.api.url).post('/api/auth/sign-up/email', person);
  const login = await panel.api.db
    .selectFrom('logins')
    .select('referred_by_id')
    .where('email', '=', person.email)
    .executeTakeFirst();
  return { status, login };
}

describe('registering on a site that is not open', () => {
  it('S27: by the code of a member who shares a server is allowed and keeps who brought them', async () => {
    await shares(referrer);

    expect(await register({ referralCode: code.toLowerCase() })).toEqual({
      status: 200,
      login: { referred_by_id: referrer },
    });
  });

  it.each([
    ['without a code', () => ({})],
    ['by a code that nobody has', () => ({ referralCode: 'NOBODYHASIT' })],
  ] as const)('S27: %s a stranger gets neither a login nor another answer', async (_what, changes) => {
    await shares(referrer);

    expect(await register(changes())).toEqual({ status: 200, login: undefined });
  });

  it('S27: by the id of a member in place of a code is refused', async () => {
    await shares(referrer);

    expect(await register({ referredById: referrer })).toEqual({ status: 400, login: undefined });
  });

  it('S27: by the code of somebody who shares no server is refused', async () => {
    expect((await register({ referralCode: code })).login).toBeUndefined();
  });

  it('S27: by a code is refused while links let nobody in, and allowed to members whatever they bring', async () => {
    await shares(referrer);
    await panel.api.save('referral', { allowRegistration: false });
    expect((await register({ referralCode: code })).login).toBeUndefined();

    const known = `known.${counted}@members.example`;
    await panel.addMember(`Known ${counted}`);
    expect((await register({ email: known })).login).toEqual({ referred_by_id: null });
  });

  it('S27: is refused to everybody while registration is off', async () => {
    await shares(referrer);
    await panel.api.save('registration', { enabled: false, open: true });

    expect(await register({ referralCode: code })).toEqual({ status: 403, login: undefined });
  });
});

describe('an open site', () => {
  it('S27: takes everybody, and still keeps who brought them', async () => {
    await shares(referrer);
    await panel.api.save('registration', { enabled: true, open: true });

    expect((await register()).login).toEqual({ referred_by_id: null });
    expect((await register({ referralCode: code })).login).toEqual({ referred_by_id: referrer });
    expect((await register({ referredById: referrer })).login).toBeUndefined();
  });
});

describe('the account page', () => {
  it('shows code and link to a member who shares a server, while links let somebody in', async () => {
    const person = await signedIn(panel.api, `referrer.${counted}@members.example`);
    const referral = async () => {
      const { body } = await person.query('account.view');
      return (body['member'] as { referral: unknown }).referral;
    };
    expect(await referral()).toBeNull();

    await shares(referrer);
    expect(await referral()).toEqual({
      code,
      link: expect.stringContaining(`/sign-up?ref=${code}`) as string,
      givesBonus: false,
    });

    await panel.api.save('referral', { allowRegistration: false });
    expect(await referral()).toBeNull();
  });
});
