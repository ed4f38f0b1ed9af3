import {
  beginNotice,
  endNotice,
  loginNotice,
  type NoticeSubject,
  noticeSubject,
  owedHoldNotice,
  owedMigrationNotice,
  owedServerNotice,
  recordLoginTrouble,
} from '../db/queries/notices.ts';
import { claimUnmatchedNotice, isOwedUnmatched } from '../db/queries/unmatched.ts';
import { wipeCredentials } from '../db/queries/accounts.ts';
import { migrationById } from '../db/queries/migrations-panel.ts';
import { readSettings } from '../db/queries/settings.ts';
import { type MessageContext, messageEvents } from '../domain/message/events.ts';
import { daysLeft, formatInstant } from '../domain/message/format.ts';
import { waitingInWords } from '../domain/payment/why-unmatched.ts';
import { whyHeld } from '../domain/hold/why-held.ts';
import { howItEnded } from '../domain/migration/how-it-ended.ts';
import type { Placeholder, PlaceholderValue } from '../domain/message/placeholders.ts';
import { render } from '../domain/message/render.ts';
import { formatMoney } from '../domain/money/currency.ts';
import type { Money } from '../domain/money/money.ts';
import type { Settings } from '../domain/settings/index.ts';
import { lifecycleSettings } from '../domain/settings/lifecycle.ts';
import { leftoverUntil } from '../domain/subscription/expiry.ts';
import { keptUntil } from '../domain/subscription/grace.ts';
import type { NoticeEvent } from '../domain/subscription/notice-event.ts';
import { GatewayError } from '../gateways/fault.ts';
import type { Delivery } from '../gateways/notify/notifier.ts';
import type { ActivityDeps } from './deps.ts';
import { settingsMissing } from './failures.ts';

const LOCALE = 'en';
const NO_ADMIN_ADDRESS = 'no admin address is set';

export interface NoticeOrder {
  readonly memberId: string;
  /** Once per key: see domain/subscription/notices.ts. */
  readonly key: string;
  readonly event: NoticeEvent;
  readonly about: string | null;
  readonly now: number;
}

export function messageActivities(deps: ActivityDeps) {
  return {
    /** Sends a notice to a member or to the admins. Sent once; sent again only where nobody can know, with the same id. */
    sendNotice: (order: NoticeOrder): Promise<void> => sendNotice(deps, order),
    /** Sends a link to a login, or word to the admins of a hold, a migration, a server or money of nobody: what is about no member. */
    sendLoginNotice: (order: LoginNoticeOrder): Promise<void> => sendSiteNotice(deps, order),
    keepLoginTrouble: (trouble: { noticeId: string; message: string }): Promise<void> =>
      recordLoginTrouble(deps.db, trouble),
  };
}

export interface LoginNoticeOrder {
  readonly noticeId: string;
  readonly now: number;
}

async function sendNotice(deps: ActivityDeps, order: NoticeOrder): Promise<void> {
  const audience = messageEvents[order.event].audience === 'admin' ? 'admin' : 'member';
  const now = new Date(order.now);
  const notice = await beginNotice(deps.db, { ...order, audience, now });
  if (notice.status !== 'owed') return;
  const settings = await readSettings(deps.db, deps.seal);
  const subject = await noticeSubject(deps.db, order.memberId, order.about);
  const to = audience === 'admin' ? settings.site.adminEmail : subject.email;
  const ending = { noticeId: notice.id, now };
  if (to === '') return await end(deps, { ...ending, to: null, subject: null, drop: unsendable(audience) });
  const values = memberValues(deps, { settings, subject, order });
  const message = render(order.event, values as MessageContext<NoticeEvent>);
  const delivery = await deliver(deps, settings, { id: notice.id, to, ...message });
  const handedOver = isHandOver(order) ? order.about : null;
  await end(deps, { ...ending, to, subject: message.subject, delivery, handedOver });
}

function unsendable(audience: 'admin' | 'member'): string {
  return audience === 'admin' ? NO_ADMIN_ADDRESS : 'no address of the member is known';
}

async function sendSiteNotice(deps: ActivityDeps, order: LoginNoticeOrder): Promise<void> {
  const { noticeId } = order;
  const word = await wordToAdmins(deps, noticeId);
  if (word !== null) {
    return await sendToAdmins(deps, order, (values) =>
      render(word.event, {
        ...values,
        message: word.message,
        'panel.url': `${values['site.uri']}/admin/${word.path}`,
      } as MessageContext<'holdOpened' | 'migrationEnded'>),
    );
  }
  const server = await owedServerNotice(deps.db, noticeId);
  if (server !== undefined) return await sendRefusal(deps, order, server);
  if (!(await isOwedUnmatched(deps.db, noticeId))) return await sendLoginNotice(deps, order);
  await sendToAdmins(deps, order, async (values, to) => {
    const waiting = await claimUnmatchedNotice(deps.db, noticeId, to);
    return render('unmatchedPayment', {
      ...values,
      message: waitingInWords(waiting, (money) => formatMoney(money, LOCALE)),
      'panel.url': `${values['site.uri']}/admin`,
    } as MessageContext<'unmatchedPayment'>);
  });
}

/** A key that was replaced meanwhile is no news any more. */
async function sendRefusal(
  deps: ActivityDeps,
  order: LoginNoticeOrder,
  { serverId, name, state, problem }: NonNullable<Awaited<ReturnType<typeof owedServerNotice>>>,
): Promise<void> {
  const { noticeId, now } = order;
  if (state !== 'refused') {
    const drop = 'the server takes its key again';
    return await end(deps, { noticeId, now: new Date(now), to: null, subject: null, drop });
  }
  await sendToAdmins(deps, order, (values) =>
    render('serverRefusesKey', {
      ...values,
      'server.name': name,
      message: problem,
      'panel.url': `${values['site.uri']}/admin/servers?edit=${serverId}`,
    } as MessageContext<'serverRefusesKey'>),
  );
}

interface Word {
  readonly event: 'holdOpened' | 'migrationEnded';
  readonly message: string;
  /** Below the panel. */
  readonly path: string;
}

/** What concerns no one member, while it is owed, with what it says of itself by now. */
async function wordToAdmins({ db }: ActivityDeps, noticeId: string): Promise<Word | null> {
  const hold = await owedHoldNotice(db, noticeId);
  if (hold !== undefined)
    return { event: 'holdOpened', message: whyHeld(hold), path: `holds/${hold.holdId}` };
  const migrationId = await owedMigrationNotice(db, noticeId);
  const migration = migrationId === undefined ? undefined : await migrationById(db, migrationId);
  if (migration === undefined) return null;
  return { event: 'migrationEnded', message: howItEnded(migration), path: `migrations/${migration.id}` };
}

/** What is about no member; it is written once nothing stands in the way of sending it. */
async function sendToAdmins(
  deps: ActivityDeps,
  { noticeId, now }: LoginNoticeOrder,
  write: (values: Values, to: string) => ReturnType<typeof render> | Promise<ReturnType<typeof render>>,
): Promise<void> {
  const settings = await readSettings(deps.db, deps.seal);
  const to = settings.site.adminEmail;
  const ending = { noticeId, now: new Date(now) };
  if (to === '') return await end(deps, { ...ending, to: null, subject: null, drop: NO_ADMIN_ADDRESS });
  requireMail(settings);
  const message = await write(siteValues(settings), to);
  const delivery = await deliver(deps, settings, { id: noticeId, to, ...message });
  await end(deps, { ...ending, to, subject: message.subject, delivery });
}

async function sendLoginNotice(deps: ActivityDeps, { noticeId, now }: LoginNoticeOrder): Promise<void> {
  const notice = await loginNotice(deps.db, noticeId);
  if (notice === undefined || notice.status !== 'owed' || notice.sealed === null) return;
  const settings = await readSettings(deps.db, deps.seal);
  const { url } = JSON.parse(deps.seal.open(notice.sealed)) as { url: string };
  const values: Values = { ...siteValues(settings), 'confirm.url': url, 'reset.url': url };
  const event = notice.event as 'confirmRegistration' | 'loginAdded' | 'resetPassword';
  const message = render(event, values as MessageContext<typeof event>);
  const delivery = await deliver(deps, settings, { id: notice.id, to: notice.recipient, ...message });
  await end(deps, { noticeId, now: new Date(now), to: notice.recipient, subject: message.subject, delivery });
}

type Values = { -readonly [Name in Placeholder]?: PlaceholderValue<Name> };

interface Outgoing {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

async function deliver(
  deps: ActivityDeps,
  settings: Settings,
  { id, to, subject, text, html }: Outgoing,
): Promise<Delivery> {
  requireMail(settings);
  const notifier = deps.notifier({ ...settings.mail, siteName: settings.site.name });
  try {
    return await notifier.deliver({ id, to, subject, text, html });
  } catch (error) {
    throw error instanceof GatewayError ? withoutName(error, to) : error;
  }
}

function requireMail({ mail }: Settings): void {
  if (!mail.enabled) throw settingsMissing('E-mail is switched off, so nothing can be sent');
}

/** Mail servers like to repeat the name before the @ alone; what fails here is read in histories. */
function withoutName(error: GatewayError, address: string): GatewayError {
  const name = address.slice(0, address.lastIndexOf('@'));
  if (name === '' || !error.message.toLowerCase().includes(name.toLowerCase())) return error;
  const { fault, cause, code, retryAfterMs } = error;
  const anyCase = new RegExp(name.replace(/[^\w\s]/g, '\\$&'), 'gi');
  return new GatewayError(fault, {
    message: error.message.replace(anyCase, '(name)'),
    cause,
    ...(code === undefined ? {} : { code }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

interface Ending {
  readonly noticeId: string;
  readonly now: Date;
  readonly to: string | null;
  readonly subject: string | null;
  readonly delivery?: Delivery;
  readonly drop?: string;
  /** The grant whose credentials the message carried: once they have arrived they are kept no longer. */
  readonly handedOver?: string | null;
}

async function end({ db }: ActivityDeps, ending: Ending): Promise<void> {
  const { noticeId, now, to, subject, delivery, drop, handedOver = null } = ending;
  const status = delivery?.kind ?? 'dropped';
  const error = delivery?.kind === 'refused' ? delivery.reason : (drop ?? null);
  await db.transaction().execute(async (trx) => {
    await endNotice(trx, { noticeId, now, recipient: to, subject, status, error });
    if (status === 'sent' && handedOver !== null) await wipeCredentials(trx, handedOver);
  });
}

interface MemberMessage {
  readonly settings: Settings;
  readonly subject: NoticeSubject;
  readonly order: NoticeOrder;
}

function memberValues({ seal }: ActivityDeps, { settings, subject, order }: MemberMessage): Values {
  const { timeZone } = settings.site;
  const instant = (at: Date | null) => (at === null ? '' : formatInstant(at.getTime(), timeZone, LOCALE));
  const until = endNamedBy(order.key) ?? subject.to;
  return {
    ...siteValues(settings),
    'renew.url': renewUrl(settings, subject.isTrial),
    'member.name': subject.name,
    'member.email': subject.email,
    'plan.name': subject.planName,
    'plan.cost': subject.planCost?.amount === 0n ? '' : price(subject.planCost),
    'payment.amount': subject.paid?.amount === 0n ? '' : price(subject.paid),
    'payment.credit': price(subject.credit),
    'bonus.amount': price(subject.bonus),
    'renewal.plan': subject.renewalPlan,
    'payment.from': instant(subject.from),
    'payment.to': instant(until),
    'clock.starts_by': instant(waitOf(subject, order.now)),
    'trial.to': subject.isTrial ? instant(until) : '',
    days_left: until === null ? 0 : daysLeft(order.now, until.getTime()),
    'removal.on': instant(removalOf(settings, order.event, until)),
    'suspension.until': instant(subject.suspendedUntil),
    'server.name': subject.serverName,
    'server.url': subject.serverUrl,
    'credentials.username': subject.username,
    'credentials.password':
      isHandOver(order) && subject.credentials !== null ? seal.open(subject.credentials) : '',
    'panel.url': `${settings.site.uri}/admin/members/${order.memberId}`,
    message: subject.problem,
  };
}

/** Carries the sign-in details of a new account. */
function isHandOver({ event }: NoticeOrder): boolean {
  return event === 'mediaServerInvitation' || event === 'serverChanged';
}

/** A trial leads to the plans: there is nothing to renew on the account page. */
function waitOf({ clockStartsBy }: NoticeSubject, now: number): Date | null {
  return clockStartsBy !== null && clockStartsBy.getTime() > now ? clockStartsBy : null;
}

function renewUrl({ site }: Settings, isTrial: boolean): string {
  return `${site.uri.replace(/\/$/, '')}/${isTrial ? 'subscribe' : 'account'}`;
}

function siteValues({ site }: Settings): Values {
  const uri = site.uri.replace(/\/$/, '');
  return { 'site.name': site.name || 'Streams Manager', 'site.uri': uri, 'account.url': `${uri}/account` };
}

function price(money: Money | null): string {
  return money === null ? '' : formatMoney(money, LOCALE);
}

/** Reminders and endings are about the end their key names, which may be that of a later payment by now. */
function endNamedBy(key: string): Date | null {
  const named = /^(?:reminder|expired|warned)\/(\d+)/.exec(key)?.[1];
  return named === undefined ? null : new Date(Number(named));
}

/** When access, or what is left of it, goes after the paid time, as the message has to say it; null: it is gone or stays. */
function removalOf(settings: Settings, event: NoticeEvent, until: Date | null): Date | null {
  if (until === null) return null;
  const rules = lifecycleSettings(settings, null);
  const at =
    event === 'timeEndedWarning' ? keptUntil(until.getTime(), rules) : leftoverUntil(until.getTime(), rules);
  return at === null ? null : new Date(at);
}
