import { formatInstant, formatMoney } from '../../ui/format.ts';
import type { Mark, MarkTone } from '../parts/line-of-time.tsx';
import { type FutureEntry, futureText } from '../parts/outlook-words.ts';
import { panelWords, wordFor } from '../words.ts';
import type { PastEntry } from './data.ts';
import { words } from './words.ts';

const pastTones: Readonly<Record<string, MarkTone>> = {
  paymentRecorded: 'good',
  paymentVoided: 'bad',
  paymentRefunded: 'warn',
  paymentChargedBack: 'bad',
  moneyReturned: 'good',
  paymentEnded: 'bad',
  paymentRestored: 'good',
  paymentEdited: 'accent',
  extended: 'good',
  trialEnded: 'accent',
  paymentCut: 'accent',
  paymentCredited: 'accent',
  clockStarted: 'accent',
  paymentMoved: 'accent',
  paymentFollowed: 'accent',
  bonusEarned: 'good',
  bonusApplied: 'good',
  bonusReversed: 'bad',
  bonusRefused: 'warn',
  linkedAsMaster: 'accent',
  linkedAsSub: 'accent',
  noticeRefused: 'bad',
  memberCreated: 'accent',
  memberImported: 'accent',
  timeImported: 'good',
  accountTakenOver: 'accent',
  accountRenamed: 'accent',
  madePermanent: 'accent',
  madeNormal: 'accent',
  memberMerged: 'accent',
  mergedInto: 'accent',
  accountChangeRequired: 'warn',
  accountChangeCleared: 'good',
  accountChanged: 'good',
  suspended: 'warn',
  suspensionLifted: 'good',
  loginDisabled: 'warn',
  loginEnabled: 'good',
  loginRemoved: 'warn',
  deletionAsked: 'bad',
  memberDeleted: 'bad',
  serverChosen: 'accent',
  serverMoved: 'good',
  moveFailed: 'bad',
  accessLost: 'bad',
  accessFound: 'good',
  reInvited: 'accent',
  recurringConnected: 'accent',
  recurringChanged: 'accent',
  recurringCancelAsked: 'accent',
  recurringReplaced: 'accent',
  discordNamed: 'accent',
  discordForgotten: 'accent',
  discordKicked: 'bad',
};

/** What they are about is the time of a payment, or all of it, and no sum. */
const withoutAmount: ReadonlySet<string> = new Set([
  'paymentEdited',
  'trialEnded',
  'paymentEnded',
  'paymentRestored',
]);

const levelTones: Readonly<Record<string, MarkTone>> = {
  full: 'good',
  restricted: 'warn',
  disabled: 'warn',
  removed: 'bad',
};

/** An entry of the timeline, in words. */
export function pastMark(entry: PastEntry): Mark {
  const level = textOf(entry, 'level');
  const tone =
    entry.kind === 'accessChanged'
      ? (levelTones[level ?? ''] ?? 'plain')
      : (pastTones[entry.kind] ?? 'plain');
  return { key: entry.id, at: entry.at, tone, title: titleOf(entry), detail: detailOf(entry).join(' · ') };
}

function titleOf(entry: PastEntry): string {
  const name = wordFor(words().past, entry.kind);
  const event = textOf(entry, 'event');
  const level = textOf(entry, 'level');
  if (event !== null) return `${name}: ${wordFor(panelWords().notices, event)}`;
  const state = entry.kind === 'recurringChanged' ? textOf(entry, 'to') : null;
  if (state !== null) return `${name}: ${wordFor(words().atGateway, state)}`;
  if (level !== null) return `${name}: ${wordFor(panelWords().levels, level)}`;
  const bonus = textOf(entry, 'bonus');
  if (bonus !== null)
    return `${name}: ${formatMoney({ amount: bonus, currency: textOf(entry, 'currency') ?? '' })}`;
  if (entry.payment === null) return name;
  if (withoutAmount.has(entry.kind)) return `${name}: ${words().numbered(entry.payment.number)}`;
  const { currency, number } = entry.payment;
  // What moved then: the payment itself may be worth less or more by now.
  const amount = textOf(entry, 'amount') ?? entry.payment.amount;
  if (amount === '0') return `${name}: ${words().numbered(number)}`;
  return `${name}: ${formatMoney({ amount, currency })}, ${words().numbered(number)}`;
}

function detailOf(entry: PastEntry): string[] {
  const libraries = entry.data['libraries'];
  const parts = [
    textOf(entry, 'member'),
    textOf(entry, 'planName'),
    textOf(entry, 'externalId'),
    textOf(entry, 'username'),
    toPlanOf(entry),
    ...changesOf(entry),
    entry.payment === null ? null : words().covers(entry.payment.from, entry.payment.to),
    entry.server,
    typeof libraries === 'number' && textOf(entry, 'level') === 'full' ? words().libraries(libraries) : null,
    whyOf(entry),
    entry.kind === 'moveFailed' ? wordFor(panelWords().failures, textOf(entry, 'type') ?? '') : null,
    textOf(entry, 'note'),
    entry.notice?.error ?? null,
    authorOf(entry),
  ];
  return parts.filter((part): part is string => part !== null && part !== '');
}

/** What a correction changed: field by field, from what to what. */
function changesOf(entry: PastEntry): string[] {
  return Object.keys(words().edited)
    .filter((field) => entry.data[`${field}After`] !== undefined)
    .map((field) => {
      if (entry.data[`${field}After`] === true) return words().changed(words().edited[field] ?? field);
      const shown = (when: string) => shownValue(entry, field, entry.data[`${field}${when}`]);
      return words().changedTo(words().edited[field] ?? field, shown('Before'), shown('After'));
    });
}

function shownValue(entry: PastEntry, field: string, value: string | number | boolean | undefined): string {
  const isInstant = field === 'from' || field === 'to';
  if (isInstant && typeof value === 'number') return formatInstant(value);
  if (field !== 'amount' || entry.payment === null) return String(value ?? '');
  return formatMoney({ amount: String(value ?? '0'), currency: entry.payment.currency });
}

function toPlanOf(entry: PastEntry): string | null {
  const plan = textOf(entry, 'toPlan');
  return plan === null ? null : words().toPlan(plan);
}

function whyOf(entry: PastEntry): string | null {
  const why = textOf(entry, 'why');
  return why === null ? null : wordFor(words().why, why);
}

function authorOf(entry: PastEntry): string {
  if (entry.actor === 'admin') return words().by.admin(entry.actorEmail ?? 'admin');
  return entry.actor === 'member' ? words().by.member : '';
}

function textOf(entry: PastEntry, field: string): string | null {
  const value = entry.data[field];
  return typeof value === 'string' ? value : null;
}

/** The forecast, without the changes of standing that another entry of the same instant tells already. */
export function futureMarks(future: readonly FutureEntry[]): readonly Mark[] {
  return future
    .filter((entry) => entry.kind !== 'standing' || isAlone(entry, future))
    .map((entry, index) => ({
      key: `${entry.at}-${index}`,
      at: entry.at,
      tone: futureTone(entry),
      title: futureText(entry),
    }));
}

function isAlone(entry: FutureEntry, future: readonly FutureEntry[]): boolean {
  return !future.some((other) => other !== entry && other.at === entry.at && other.kind !== 'standing');
}

function futureTone(entry: FutureEntry): MarkTone {
  if (entry.kind === 'access') return levelTones[entry.level ?? ''] ?? 'plain';
  if (entry.kind === 'notice' && entry.event === 'subscriptionExpired') return 'warn';
  return entry.kind === 'place' ? 'good' : 'plain';
}
