import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Panel, startPanel } from '../support/panel.ts';

const DAY_MS = 86_400_000;
let panel: Panel;

beforeAll(async () => {
  panel = await startPanel({});
});

afterAll(() => panel.stop());

interface Calendar {
  readonly days: readonly { readonly date: string; readonly counts: Readonly<Record<string, number>> }[];
}

describe('the calendar of what will happen', () => {
  it('counts who is reminded and who ends on each of the next 30 days, and says who', async () => {
    const end = new Date(Date.now() + 10 * DAY_MS);
    for (const name of ['First To End', 'Second To End']) await endingAt(await panel.addMember(name), end);
    await panel.addMember('Without Any Time');

    const calendar = (await panel.admin.query('admin.overview.calendar')).body as unknown as Calendar;
    const date = end.toISOString().slice(0, 10);
    const day = (await panel.admin.query('admin.overview.calendarDay', { date })).body;

    expect(calendar.days).toHaveLength(30);
    expect(calendar.days.find((one) => one.date === date)?.counts).toMatchObject({ ends: 2 });
    const reminded = calendar.days.filter((one) => one.counts['reminder'] === 2);
    expect(reminded.map((one) => one.date)).toEqual(
      [3, 1].map((days) => new Date(end.getTime() - days * DAY_MS).toISOString().slice(0, 10)),
    );
    const entries = day['entries'] as { memberName: string; what: string }[];
    expect(
      entries
        .filter(({ what }) => what === 'ends')
        .map(({ memberName }) => memberName)
        .sort(),
    ).toEqual(['First To End', 'Second To End']);
  });

  it('refuses a day that is none, naming it', async () => {
    const answer = await panel.admin.query('admin.overview.calendarDay', { date: 'tomorrow' });

    expect(answer.status).toBe(400);
  });
});

async function endingAt(memberId: string, end: Date): Promise<void> {
  await panel.record({ memberId, to: end.toISOString().slice(0, 16) });
}
