import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../db/new-id.ts';
import { putOnHold } from '../../db/queries/holds.ts';
import { aCatalogue } from '../support/a-catalogue.ts';
import { grantRow } from '../support/member-rows.ts';
import { type Panel, startPanel } from '../support/panel.ts';

const NAMES = ['Ada', 'Ben', 'Cleo'] as const;

let panel: Panel;
let serverId: string;
beforeAll(async () => {
  panel = await startPanel();
  ({ serverId } = await aCatalogue(panel.api.db, null));
});
afterAll(() => panel.stop());

let holdId: string;
let members: Record<(typeof NAMES)[number], string>;
let counted = 0;
beforeEach(async () => {
  counted += 1;
  await panel.api.db.deleteFrom('holds').execute();
  const held = await Promise.all(NAMES.map((name) => someoneHeld(`${name} ${counted}`)));
  members = Object.fromEntries(NAMES.map((name, index) => [name, held[index] ?? ''])) as typeof members;
  holdId = (await panel.api.db.selectFrom('holds').select('id').executeTakeFirstOrThrow()).id;
  await panel.takePokes();
});

/** A member whose access was to be taken away, and waits. */
async function someoneHeld(name: string): Promise<string> {
  const memberId = await panel.addMember(name);
  const now = new Date();
  const grantId = await grantRow(panel.api.db, {
    member_id: memberId,
    server_id: serverId,
    username: name,
    observed_key: 'full:1-a:',
    first_active_at: now,
  });
  await putOnHold(
    panel.api.db,
    { memberId, grantId, access: 'removed', timeEnded: new Date(now.getTime() - 1000), now },
    { reason: 'mass', leaving: 3, standing: 9, silence: null },
  );
  return memberId;
}

async function states(): Promise<string[]> {
  const { body } = await panel.admin.query('admin.holds.page', {
    id: holdId,
    state: null,
    search: '',
    page: 1,
    pageSize: 25,
  });
  const rows = body['rows'] as { name: string; state: string }[];
  return rows.map(({ name, state }) => `${name.split(' ')[0]} ${state}`).sort();
}

function decide(decision: 'release' | 'keep', memberIds: readonly string[] | null) {
  return panel.admin.mutate('admin.holds.decide', { id: holdId, decision, memberIds });
}

async function overviewHold() {
  return (await panel.admin.query('admin.overview.needsYou')).body['hold'];
}

describe('a hold in the panel', () => {
  it('is one for all who come while it is open, and the overview shows it', async () => {
    expect(await overviewHold()).toMatchObject({
      id: holdId,
      members: { waiting: 3 },
      leaving: 3,
      standing: 9,
    });
    expect(await states()).toEqual(['Ada waiting', 'Ben waiting', 'Cleo waiting']);
  });

  it('some are released: their processes alone are told, timeline and audit log say who did it', async () => {
    expect(await decide('release', [members.Ada, members.Ben])).toMatchObject({ body: { members: 2 } });

    expect(await states()).toEqual(['Ada released', 'Ben released', 'Cleo waiting']);
    expect(await panel.takePokes()).toEqual(
      [members.Ada, members.Ben].map((id) => `subscription ${id}`).sort(),
    );
    const told = await panel.api.db
      .selectFrom('member_events')
      .select(['kind', 'actor'])
      .where('member_id', '=', members.Ada)
      .where('kind', 'like', 'removal%')
      .orderBy('at')
      .execute();
    expect(told).toEqual([
      { kind: 'removalHeld', actor: 'process' },
      { kind: 'removalReleased', actor: 'admin' },
    ]);
    const audited = await panel.api.db
      .selectFrom('audit_log')
      .select(['action', 'after'])
      .where('subject_id', '=', holdId)
      .execute();
    expect(audited).toEqual([{ action: 'holds.release', after: { members: 2, isAll: false } }]);
    expect(await overviewHold()).toMatchObject({ members: { waiting: 1, released: 2 } });
  });

  it('closes once everybody is decided, and who was kept may be released later', async () => {
    await decide('keep', [members.Cleo]);
    await decide('release', null);
    expect(await overviewHold()).toBeNull();

    await decide('release', [members.Cleo]);
    expect(await states()).toEqual(['Ada released', 'Ben released', 'Cleo released']);
  });

  it('keeps all where nobody is to lose access', async () => {
    await decide('keep', null);
    expect(await states()).toEqual(['Ada kept', 'Ben kept', 'Cleo kept']);
    expect(await overviewHold()).toBeNull();
  });

  it('refuses to decide what is decided, and a hold that is not there', async () => {
    await decide('release', null);
    await panel.takePokes();
    expect(await decide('keep', null)).toMatchObject({ status: 409, body: { reason: 'nobodyWaits' } });
    expect(await panel.takePokes()).toEqual([]);
    const gone = { id: newId(), decision: 'keep', memberIds: null };
    expect(await panel.admin.mutate('admin.holds.decide', gone)).toMatchObject({ status: 404 });
  });
});
