import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSeenAccount } from '../../domain/access/account-import.ts';
import { AS_FOUND, REMOVED } from '../../domain/access/access-key.ts';
import { forecast } from '../../domain/subscription/forecast.ts';
import type { MemberFacts } from '../../domain/subscription/facts.ts';
import { nextSteps } from '../../domain/subscription/next-steps.ts';
import { aCatalogue, type Catalogue } from '../../test/support/a-catalogue.ts';
import { administratorRow, grantRow, memberRow } from '../../test/support/member-rows.ts';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.ts';
import { newId } from '../new-id.ts';
import { loadMemberFacts } from './facts.ts';
import { type AccountsToImport, importAccounts } from './import-accounts.ts';
import { endLostGrants } from './lost-access.ts';
import { payersOf } from './plan-for-money.ts';
import { defaultPlan } from './plans.ts';
import { snapshotOf } from './record-payment.ts';
import {
  type AccountListing,
  type AccountOnServer,
  accountsOnServers,
  followNames,
  ignoreAccount,
  keepListing,
  offerAccount,
} from './server-accounts.ts';
import { termsInForce } from './terms.ts';

const YEARS = 3 * 365 * 86_400_000;
const MONTH = 30 * 86_400_000;
const NOW = new Date();
const EARLIER = new Date(NOW.getTime() - 60_000);

let database: FreshDatabase;
let catalogue: Catalogue;
let by: string;

beforeAll(async () => {
  database = await freshDatabase();
  catalogue = await aCatalogue(database.db, null);
  by = await administratorRow(database.db, NOW);
});

afterAll(() => database.drop());

type Listed = AccountListing['accounts'][number];

function listed(username: string, changes: Partial<Listed> = {}): Listed {
  return {
    externalId: `id-of-${username}`,
    username,
    isAdministrator: false,
    isDisabled: false,
    hasAllLibraries: false,
    libraryIds: ['films', 'somebody-elses'],
    allowsDownloads: true,
    allowsTranscoding: true,
    ...changes,
  };
}

/** What the server says now, and how each account is read. */
async function lists(...accounts: readonly Listed[]): Promise<readonly AccountOnServer[]> {
  await database.db
    .transaction()
    .execute((trx) => keepListing(trx, { serverId: catalogue.serverId, accounts, at: NOW }));
  return await accountsOnServers(database.db);
}

function readings(accounts: readonly AccountOnServer[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    accounts.map((account) => [account.username, readSeenAccount(account, 'template')]),
  );
}

async function imported(
  username: string,
  time: AccountsToImport['time'] = null,
  changes: Partial<Listed> = {},
): Promise<{ readonly id: string; readonly facts: MemberFacts }> {
  const accounts = await lists(listed(username, changes));
  await database.db
    .transaction()
    .execute((trx) => importAccounts(trx, { accounts, time, currency: 'USD', by, now: NOW }));
  const { id } = await memberNamed(username);
  return { id, facts: await factsOf(id) };
}

async function memberNamed(name: string) {
  return await database.db
    .selectFrom('members')
    .selectAll()
    .where('display_name', '=', name)
    .executeTakeFirstOrThrow();
}

async function factsOf(memberId: string): Promise<MemberFacts> {
  const facts = await loadMemberFacts(database.db, memberId);
  if (facts === null) throw new Error('no such member');
  return facts;
}

async function aMonth() {
  const { id: planId } = await defaultPlan(database.db);
  const snapshot = await snapshotOf(database.db, planId, 'USD');
  if (snapshot === null) throw new Error('no default plan');
  const from = NOW.getTime();
  return { planId, snapshot, window: { from, to: from + MONTH, anchorAt: from, anchorCount: 0 } };
}

describe('an account imported as permanent', () => {
  it('is a permanent member with the account as it was found: nothing is to be done, now or ever (S21, M4 NONE to PERMANENT)', async () => {
    const { id, facts } = await imported('grace');
    const now = NOW.getTime();
    const outlook = nextSteps(facts, now);
    const grants = await database.db
      .selectFrom('access_grants')
      .selectAll()
      .where('member_id', '=', id)
      .execute();
    const identity = await database.db
      .selectFrom('media_identities')
      .select(['external_id', 'username', 'valid_to'])
      .where('member_id', '=', id)
      .execute();

    expect(outlook).toMatchObject({ standing: 'permanent', steps: [], wanted: [], wakeAt: null });
    expect(forecast(facts, now, now + YEARS)).toEqual([]);
    expect(await memberNamed('grace')).toMatchObject({
      email: '',
      is_permanent: true,
      permanent_plan_id: null,
      wanted_username: 'grace',
    });
    expect(grants).toMatchObject([
      {
        external_id: 'id-of-grace',
        username: 'grace',
        desired_key: AS_FOUND,
        observed_key: AS_FOUND,
        desired_library_ids: ['films', 'somebody-elses'],
        credentials: null,
      },
    ]);
    expect(identity).toEqual([{ external_id: 'id-of-grace', username: 'grace', valid_to: null }]);
  });

  it('keeps every library that it has, also where the server fits no plan or is switched off', async () => {
    const { id } = await imported('all-seeing', null, { hasAllLibraries: true, libraryIds: [] });
    await database.db
      .updateTable('servers')
      .set({ enabled: false, accepts_trials: true, trials_only: true })
      .execute();
    const facts = await factsOf(id);
    await database.db
      .updateTable('servers')
      .set({ enabled: true, trials_only: false, accepts_trials: false })
      .execute();

    expect(nextSteps(facts, NOW.getTime()).steps).toEqual([]);
  });

  it('follows a plan as soon as somebody chooses one or records a payment', async () => {
    const { id, facts } = await imported('chooser');
    const before = nextSteps(facts, NOW.getTime()).steps;
    await database.db
      .updateTable('members')
      .set({ permanent_plan_id: catalogue.monthly })
      .where('id', '=', id)
      .execute();

    expect(before).toEqual([]);
    expect(nextSteps(await factsOf(id), NOW.getTime()).steps).toMatchObject([
      { kind: 'setAccess', access: expect.stringMatching(/^full:1-/) },
    ]);
  });

  it('that is lost and given anew has the libraries of the default plan', async () => {
    const { id } = await imported('twice');
    await database.db
      .updateTable('access_grants')
      .set({ observed_key: 'lost' })
      .where('member_id', '=', id)
      .execute();
    const lost = nextSteps(await factsOf(id), NOW.getTime());
    await database.db.transaction().execute((trx) => endLostGrants(trx, id, NOW));

    expect(lost).toMatchObject({
      steps: [{ event: 'accessLost' }],
      because: [{ code: 'permanent' }, { code: 'accessLost' }],
    });
    expect(nextSteps(await factsOf(id), NOW.getTime()).steps).toMatchObject([{ kind: 'placeMember' }]);
    expect(await termsInForce(database.db, id, null)).toMatchObject({
      isTrial: false,
      groupIds: [expect.any(String)],
    });
  });
});

describe('an account imported with time', () => {
  it('is active at once with a payment of nothing, gets the libraries of the plan, and is told nothing (M3 NONE to ACTIVE)', async () => {
    const { id, facts } = await imported('ada', await aMonth());
    const outlook = nextSteps(facts, NOW.getTime());
    const payments = await database.db
      .selectFrom('payments')
      .select(['source', 'amount', 'is_announced'])
      .where('member_id', '=', id)
      .execute();
    const future = forecast(facts, NOW.getTime(), NOW.getTime() + YEARS);

    expect(outlook).toMatchObject({
      standing: 'active',
      entitledUntil: NOW.getTime() + MONTH,
      steps: [{ kind: 'setAccess', access: expect.stringMatching(/^full:1-/) }],
    });
    expect(payments).toEqual([{ source: 'import', amount: 0n, is_announced: false }]);
    expect(future.map(({ standing }) => standing)).toContain('expired');
    expect(future.filter(({ step }) => step?.kind === 'sendNotice')).toEqual([]);
  });

  it('is reminded once an address is known', async () => {
    const { id } = await imported('found-later', await aMonth());
    await database.db.updateTable('members').set({ email: 'later@x.example' }).where('id', '=', id).execute();
    const future = forecast(await factsOf(id), NOW.getTime(), NOW.getTime() + YEARS);

    expect(future.map(({ step }) => step)).toContainEqual(
      expect.objectContaining({ event: 'subscriptionExpiringSoon' }),
    );
  });
});

describe('money of a payer whose address is blank', () => {
  it('is of nobody, however many members have no address', async () => {
    await imported('nameless');

    expect(await payersOf(database.db, '')).toEqual([]);
  });
});

describe('a listing of a server', () => {
  it('tells the administrator, the template, the disabled and the ignored from people (S75)', async () => {
    const accounts = [
      listed('root', { isAdministrator: true }),
      listed('Template'),
      listed('gone-quiet', { isDisabled: true }),
      listed('guest'),
      listed('new-one'),
    ];
    const guest = { serverId: catalogue.serverId, externalId: 'id-of-guest' };
    await database.db.transaction().execute((trx) => ignoreAccount(trx, guest, { by, now: NOW }));
    const ignoring = readings(await lists(...accounts));
    await database.db.transaction().execute((trx) => offerAccount(trx, guest));

    expect(ignoring).toEqual({
      root: 'administrator',
      Template: 'template',
      'gone-quiet': 'disabled',
      guest: 'ignored',
      'new-one': 'new',
    });
    expect(readings(await lists(...accounts))).toMatchObject({ guest: 'new' });
  });

  it('knows whose an account is, was, and is about to be', async () => {
    const of = async (changes: Partial<Parameters<typeof grantRow>[1]>) =>
      await grantRow(database.db, {
        member_id: await memberRow(database.db, NOW),
        server_id: catalogue.serverId,
        ...changes,
      });
    const ended = { desired_key: REMOVED, observed_key: REMOVED };
    await of({ external_id: 'id-of-member', username: 'renamed-since' });
    await of({ external_id: null, username: 'Being-Made' });
    await of({ external_id: 'id-of-leaving', desired_key: REMOVED });
    await of({ external_id: 'id-of-back', ...ended, ended_at: EARLIER });
    await of({ external_id: 'another-id', username: 'Made-Again', ...ended, ended_at: EARLIER });
    await of({ external_id: 'id-of-just-gone', ...ended, ended_at: new Date(NOW.getTime() + 1) });
    await of({ external_id: null, username: 'never-made', ...ended, ended_at: EARLIER });
    await of({ external_id: 'his-own-id', username: 'namesake' });
    const names = [
      'member',
      'being-made',
      'leaving',
      'back',
      'made-again',
      'just-gone',
      'never-made',
      'namesake',
    ];

    expect(readings(await lists(...names.map((name) => listed(name))))).toEqual({
      member: 'known',
      'being-made': 'known',
      leaving: 'leaving',
      back: 'former',
      'made-again': 'former',
      'just-gone': 'leaving',
      'never-made': 'new',
      namesake: 'new',
    });
  });

  it('with another name for a member’s account has it called so here, once in the line of time', async () => {
    const { id } = await imported('maiden-name');
    const marry = async () => {
      await lists(listed('married-name', { externalId: 'id-of-maiden-name' }));
      await database.db.transaction().execute((trx) => followNames(trx, catalogue.serverId, NOW));
    };
    await marry();
    await marry();
    const named = await database.db
      .selectFrom('access_grants as g')
      .innerJoin('media_identities as i', 'i.external_id', 'g.external_id')
      .select(['g.username', 'i.username as identity'])
      .where('g.member_id', '=', id)
      .execute();
    const renamed = await database.db
      .selectFrom('member_events')
      .select('kind')
      .where('member_id', '=', id)
      .where('kind', '=', 'accountRenamed')
      .execute();

    expect(named).toEqual([{ username: 'married-name', identity: 'married-name' }]);
    expect(renamed).toHaveLength(1);
  });

  it('that is empty leaves the one before (S69)', async () => {
    await lists(listed('kept'));
    expect(readings(await lists())).toEqual({ kept: 'new' });
    expect(readings(await lists(listed('other')))).toEqual({ other: 'new' });
  });

  it('lets an account that a deleted member had become somebody else’s', async () => {
    const memberId = await memberRow(database.db, NOW);
    await database.db.updateTable('members').set({ closed: 'deleted' }).where('id', '=', memberId).execute();
    const account = { server_id: catalogue.serverId, external_id: 'id-of-heir', username: '' };
    await grantRow(database.db, { member_id: memberId, ...account, desired_key: REMOVED, ended_at: EARLIER });
    await database.db
      .insertInto('media_identities')
      .values({
        id: newId(),
        member_id: memberId,
        platform: 'jellyfin',
        ...account,
        valid_from: EARLIER,
        valid_to: EARLIER,
      })
      .execute();
    const { id } = await imported('heir');
    const identity = await database.db
      .selectFrom('media_identities')
      .select(['member_id', 'username', 'valid_to'])
      .where('external_id', '=', 'id-of-heir')
      .executeTakeFirstOrThrow();

    expect(identity).toEqual({ member_id: id, username: 'heir', valid_to: null });
  });
});
