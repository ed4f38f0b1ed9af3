import { daysBefore } from '../../domain/subscription/days.ts';
import type { Report } from './report.ts';
import type { Stage } from './stage.ts';

/** What the house's settings say (domain/settings/reminders.ts). */
const DAYS_PRIOR = [1, 3] as const;

/** On a busy machine, while things are being killed. */
const TOLD_WITHIN_MS = 45_000;

interface Keys {
  readonly owed: ReadonlySet<string>;
  /** Who is let in as the time ends is told of the account, or of the end alone. */
  readonly possible: ReadonlySet<string>;
}

interface Sent {
  readonly id: string;
  readonly key: string;
  readonly email: string;
  readonly status: string;
}

/** Every notice that should have been sent has arrived, and counts once. */
export async function checkNotices(stage: Stage, now: number, report: Report): Promise<void> {
  const notices = await noticesOf(stage);
  const { owed, possible } = await keysOwed(stage, now);
  const isAboutTrouble = ({ key }: Sent) => key.startsWith('trouble/');
  report.holds(`every notice that was due is there: ${owed.size}`, missing(owed, notices));
  report.holds(
    'no other notice was sent',
    notices
      .filter((one) => !isAboutTrouble(one) && !owed.has(nameOf(one)) && !possible.has(nameOf(one)))
      .map(nameOf),
  );
  report.holds('each has arrived under one Message-ID, and nothing else has', await arrivals(stage, notices));
  const copies = stage.mail.mails.length - stage.mail.distinct().length;
  const troubles = notices.filter(isAboutTrouble).length;
  report.note(
    `        ${copies} copies under the same Message-ID; ${troubles} notices of trouble to the admins`,
  );
}

async function noticesOf({ db }: Stage): Promise<Sent[]> {
  return await db
    .selectFrom('notices as n')
    .innerJoin('members as m', 'm.id', 'n.member_id')
    .select(['n.id', 'n.key', 'n.status', 'm.email'])
    .execute();
}

function nameOf({ email, key }: Pick<Sent, 'email' | 'key'>): string {
  return `${email} ${key}`;
}

/** By the rules of the product, from payments and accounts alone. Who renews does so after having been told. */
async function keysOwed({ db }: Stage, now: number): Promise<Keys> {
  const payments = await db
    .selectFrom('payments as p')
    .innerJoin('members as m', 'm.id', 'p.member_id')
    .select(['p.id', 'p.member_id', 'p.from_at', 'p.to_at', 'p.created_at', 'm.email'])
    .orderBy('p.from_at')
    .execute();
  const grants = await db
    .selectFrom('access_grants as g')
    .innerJoin('members as m', 'm.id', 'g.member_id')
    .select(['g.id', 'g.member_id', 'g.first_active_at', 'm.email', 'm.is_permanent'])
    .where('g.first_active_at', 'is not', null)
    .execute();
  const keys = payments.flatMap((payment) => {
    const next = payments.find(
      ({ member_id, from_at }) => member_id === payment.member_id && from_at > payment.from_at,
    );
    const paidAgainAt = next?.created_at.getTime() ?? Number.POSITIVE_INFINITY;
    const end = payment.to_at.getTime();
    const reminders = DAYS_PRIOR.map((days) => ({
      at: daysBefore(end, days),
      key: `reminder/${end}/${days}`,
    }));
    const turns = [...reminders, { at: end, key: `expired/${end}` }].filter(
      ({ at }) => at >= payment.from_at.getTime() && at <= now && at < paidAgainAt,
    );
    return [`payment/${payment.id}`, ...turns.map(({ key }) => key)].map((key) =>
      nameOf({ email: payment.email, key }),
    );
  });
  const invitations = grants.map(({ id, email, member_id, first_active_at, is_permanent }) => {
    const activeAt = first_active_at?.getTime() ?? 0;
    // Time that was bought after the account had gone says nothing about it.
    const isOwed =
      is_permanent ||
      payments.some(
        (one) =>
          one.member_id === member_id &&
          one.from_at.getTime() <= activeAt &&
          one.to_at.getTime() > activeAt + TOLD_WITHIN_MS,
      );
    return { name: nameOf({ email, key: `invitation/${id}` }), isOwed };
  });
  const owed = invitations.filter(({ isOwed }) => isOwed).map(({ name }) => name);
  return { owed: new Set([...keys, ...owed]), possible: new Set(invitations.map(({ name }) => name)) };
}

function missing(owed: ReadonlySet<string>, notices: readonly Sent[]): string[] {
  return [...owed].flatMap((name) => {
    const found = notices.filter((one) => nameOf(one) === name);
    if (found.length > 1) return [`${name} is there ${found.length} times`];
    const status = found[0]?.status ?? 'missing';
    return status === 'sent' ? [] : [`${name} is ${status}`];
  });
}

/** Message-IDs are made of the notice's own id: what carries another is a second message about the same. */
async function arrivals({ db, mail }: Stage, notices: readonly Sent[]): Promise<string[]> {
  const logins = await db.selectFrom('notices').select('id').where('member_id', 'is', null).execute();
  const idOf = (messageId: string) => messageId.slice(1, messageId.indexOf('@'));
  const arrived = mail.distinct();
  const lost = notices.filter(
    ({ id, status }) => status === 'sent' && arrived.every((one) => idOf(one.messageId) !== id),
  );
  const known = new Set([...notices, ...logins].map(({ id }) => id));
  const foreign = arrived.filter(({ messageId }) => !known.has(idOf(messageId)));
  const addressed = new Map(
    notices.map(({ id, email, key }) => [id, key.startsWith('trouble/') ? null : email]),
  );
  const astray = arrived.filter(({ messageId, to }) => {
    const email = addressed.get(idOf(messageId)) ?? null;
    return email !== null && to.join(',') !== email;
  });
  return [
    ...lost.map((one) => `${nameOf(one)} never arrived`),
    ...foreign.map(({ subject, to }) => `"${subject}" to ${to.join(', ')} is of no notice`),
    ...astray.map(({ subject, to }) => `"${subject}" went to ${to.join(', ')}`),
  ];
}
