import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forecast } from '../../../domain/subscription/forecast.ts';
import { loadMemberFacts } from '../../../db/queries/facts.ts';
import { type Panel, startPanel } from '../../support/panel.ts';

let panel: Panel;
beforeAll(async () => {
  panel = await startPanel();
});
afterAll(() => panel.stop());

const YEARS = 3 * 365 * 86_400_000;

async function ends(): Promise<Record<string, number | null>> {
  const rows = await panel.api.db
    .selectFrom('members as m')
    .leftJoin('payments as p', 'p.member_id', 'm.id')
    .select(['m.email', 'm.is_permanent', 'p.to_at'])
    .execute();
  return Object.fromEntries(rows.map(({ email, to_at }) => [email, to_at?.getTime() ?? null]));
}

async function whatComes(email: string): Promise<readonly string[]> {
  const { id } = await panel.api.db
    .selectFrom('members')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirstOrThrow();
  const facts = await loadMemberFacts(panel.api.db, id);
  if (facts === null) throw new Error('no such member');
  const now = Date.now();
  return forecast(facts, now, now + YEARS).map(({ standing }) => standing);
}

describe('the first import', () => {
  // R6
  it('an import gives nobody an end date that an admin did not choose', async () => {
    const until = new Date(Math.ceil((Date.now() + YEARS / 3) / 60_000) * 60_000).toISOString();
    const text = (end: string) =>
      `email,until,permanent\nchosen@x.example,${until},\nforever@x.example,,yes\nnobody@x.example,${end},`;

    const refused = await panel.admin.mutate('admin.members.import', { text: text('') });
    const madeOfRefused = await ends();
    await panel.admin.mutate('admin.members.import', { text: text('2035-01-31') });

    expect(refused).toMatchObject({ status: 400, body: { fields: { '4.until': expect.any(String) } } });
    expect(madeOfRefused).toEqual({});
    expect(await ends()).toEqual({
      'chosen@x.example': Date.parse(until),
      'forever@x.example': null,
      'nobody@x.example': Date.parse('2035-01-31T23:00:00Z'),
    });
    expect(await whatComes('forever@x.example')).not.toContain('expired');
    expect(await whatComes('nobody@x.example')).not.toContain('expired');
    expect(await whatComes('chosen@x.example')).toContain('expired');
  });
});
