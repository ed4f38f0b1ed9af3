import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retryMember } from '../../../db/queries/wake.ts';
import { lookAgainAt, troublesOf } from '../../support/looking.ts';
import { type SettledMember, settledMembers } from '../../support/settled-members.ts';
import { eventually, startTestSite, type TestSite } from '../../support/site.ts';

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(async () => {
  await site.stop();
});

const DAY = 86_400_000;

describe('reminders', () => {
  // D6. Reminders leave 3 days and 1 day before the end: a member who ends in a day and a few seconds is told of
  // the third day at once, and of the last one in a few seconds.
  it('mail down on the day, or the process stopped over it: each slot is received once, late but still true; "run now" beside the timer sends one', async () => {
    const endsAt = Date.now() + DAY + 15_000;
    const slot = endsAt - DAY;
    const [down, stopped, runNow] = await settledMembers(site, [
      { endsAt },
      { endsAt: endsAt + 8_000 },
      { endsAt: endsAt + 2_000 },
    ]);
    if (down === undefined || stopped === undefined || runNow === undefined) throw new Error('too few');
    await eventually(() => [down, stopped, runNow].every((member) => remindersOf(member).length === 1));
    const refusal = { kind: 'reply', at: 'recipient', code: 451, text: '4.3.2 not now' } as const;
    const fault = site.mail.faults.add({ ...refusal, to: down.email });

    // Asked for again and again, from before the timer until after it.
    while (Date.now() < slot + 3_500)
      await Promise.all([lookAgainAt(site, runNow.id), lookAgainAt(site, runNow.id)]);
    await eventually(() => remindersOf(runNow).length === 2);

    // Before the stop: of a try that is stopped half way nobody knows what became.
    const trouble = await eventually(async () => (await troublesOf(site, down.id))[0]);
    expect(trouble).toMatchObject({ step_key: `notice/reminder/${endsAt}/1`, type: 'GatewayUnreachable' });

    await site.stopWorker();
    await eventually(() => Date.now() > slot + 9_000);
    await site.startWorker();
    await eventually(() => remindersOf(stopped).length === 2);

    site.mail.faults.remove(fault);
    await site.db.transaction().execute((trx) => retryMember(trx, down.id, new Date()));
    await eventually(() => remindersOf(down).length === 2);

    for (const member of [down, stopped, runNow]) {
      await lookAgainAt(site, member.id);
      // A day and some seconds are a day to whoever reads it: what was sent is true of when it was sent.
      expect(remindersOf(member)).toEqual(['Your access ends in one day', 'Your access ends in one day']);
      expect(await troublesOf(site, member.id)).toEqual([]);
    }
  });
});

/** The subjects of what arrived, copies of one message left out. */
function remindersOf({ email }: SettledMember): string[] {
  return site.mail
    .distinct()
    .filter(({ to, subject }) => to.includes(email) && subject.startsWith('Your access ends'))
    .map(({ subject }) => subject);
}
