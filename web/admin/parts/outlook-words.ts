import { formatDay, formatInstant } from '../../ui/format.ts';
import { dictionary } from '../../ui/language.ts';
import { panelWords, wordFor } from '../words.ts';

/** As `members.page`, `previewPermanence` and `previewVoid` answer it. */
export interface FutureEntry {
  readonly at: number;
  readonly kind: 'place' | 'access' | 'notice' | 'charge' | 'playback' | 'reading' | 'kick' | 'standing';
  readonly standing: string;
  readonly event: string | null;
  readonly level: string | null;
  readonly server: string | null;
  readonly waitsForPerson: boolean;
  readonly isSpared: boolean;
  readonly unlessCharged: boolean;
  readonly atTheLatest: boolean;
}

export interface ReasonAnswer {
  readonly code: string;
  readonly until: number | null;
  readonly since: number | null;
  readonly type: string | null;
  readonly level: string | null;
  readonly payment: { readonly number: string; readonly plan: string } | null;
  readonly server: string | null;
  readonly clockStartsBy: number | null;
}

const en = {
  place: 'A server is chosen',
  charge: 'The gateway is to have charged',
  unlessCharged: (what: string) => `Only if the gateway has not charged: ${what}`,
  playback: 'The media server is asked whether something was watched, again and again',
  reading: 'Money that was sent in time is looked for at the gateway',
  kick: 'Is taken off the Discord server',
  atTheLatest: (what: string) => `At the latest: ${what}`,
  clockWaits: (by: string) =>
    `Paid time starts when the member first watches something, and on ${by} at the latest.`,
  access: {
    full: (server: string) => `Full access${server}`,
    restricted: (server: string) => `Access limited to a few libraries${server}`,
    disabled: (server: string) => `Account disabled${server}`,
    removed: (server: string) => `Account removed${server}`,
  } as Readonly<Record<string, (server: string) => string>>,
  otherAccess: (server: string) => `Access changes${server}`,
  on: (server: string) => ` on ${server}`,
  standing: (standing: string) => `Standing becomes “${standing}”`,
  because: {
    permanent: () => 'permanent member, whatever is paid',
    payment: (reason: ReasonAnswer) =>
      `of payment ${reason.payment?.number ?? ''}${reason.payment === null ? '' : `, ${reason.payment.plan}`}`,
    noPayment: () => 'no payment so far',
    paymentEnded: (reason: ReasonAnswer) =>
      `the time of payment ${reason.payment?.number ?? ''} ended on ${reason.until === null ? '' : formatDay(reason.until)}`,
    restrictedUntilDeleted: (reason: ReasonAnswer) =>
      `what is left is kept until ${reason.until === null ? '' : formatDay(reason.until)}`,
    keptAfterEnd: (reason: ReasonAnswer) =>
      `the paid time ended on ${formatDay(reason.since ?? 0)} and access is kept ${reason.until === null ? 'until a person decides' : `until ${formatDay(reason.until)}`}`,
    chargeExpected: (reason: ReasonAnswer) =>
      `the gateway is to charge since ${formatDay(reason.since ?? 0)} and is waited for until ${formatDay(reason.until ?? 0)}`,
    paymentsBeingRead: (reason: ReasonAnswer) =>
      `the paid time ended at ${formatInstant(reason.since ?? 0)}, and money that was sent before is looked for until ${formatInstant(reason.until ?? 0)} at the latest`,
    suspended: (reason: ReasonAnswer) => `suspended until ${formatInstant(reason.until ?? 0)}`,
    accountChangeRequired: (reason: ReasonAnswer) =>
      `the media account has to be changed since ${formatDay(reason.since ?? 0)}`,
    accessLost: (reason: ReasonAnswer) =>
      `the account${reason.server === null ? '' : ` on ${reason.server}`} was removed there${reason.since === null ? '' : ` and is missing since ${formatDay(reason.since)}`}`,
    provisioning: () => 'access is being given',
    trouble: (reason: ReasonAnswer) => wordFor(panelWords().failures, reason.type ?? '').toLowerCase(),
    held: (reason: ReasonAnswer) =>
      `taking access away waits at a hold since ${formatDay(reason.since ?? 0)}`,
    spared: (reason: ReasonAnswer) =>
      `the account${reason.server === null ? '' : ` on ${reason.server}`} is not ${words().sparedLevels[reason.level ?? ''] ?? 'taken away'}${reason.since === null ? '' : `, which would be due since ${formatDay(reason.since)}`}: the site only observes`,
    keptByPerson: () => 'an admin decided at a hold to keep the access',
    leavesDiscord: (reason: ReasonAnswer) =>
      `the Discord server is left on ${formatInstant(reason.until ?? 0)}`,
    leaving: () => 'the member is being deleted',
    closed: () => 'the member is closed',
  } as Readonly<Record<string, (reason: ReasonAnswer) => string>>,
  sparedLevels: { removed: 'removed', disabled: 'disabled', restricted: 'limited' } as Readonly<
    Record<string, string>
  >,
  spared: (what: string) => `${what}: not done, the site only observes`,
  hasUntil: (until: string, why: string) => `Has access until ${until} because ${why}.`,
  paidButNot: (until: string, why: string) => `Is paid until ${until}, but ${why}.`,
  hasForEver: (why: string) => `Has access without end: ${why}.`,
  stillHas: (why: string) => `Still has access: ${why}.`,
  waits: (what: string) => `${what}: waits at a hold for a person`,
  hasNot: (why: string) => `Has no access: ${why}.`,
};

const words = dictionary({ en });

export function futureText(entry: FutureEntry): string {
  const what = textOf(entry);
  if (entry.unlessCharged) return words().unlessCharged(what);
  return entry.atTheLatest ? words().atTheLatest(what) : what;
}

function textOf(entry: FutureEntry): string {
  switch (entry.kind) {
    case 'place':
      return words().place;
    case 'charge':
      return words().charge;
    case 'playback':
      return words().playback;
    case 'reading':
      return words().reading;
    case 'kick':
      return words().kick;
    case 'access': {
      const server = entry.server === null ? '' : words().on(entry.server);
      const what = (words().access[entry.level ?? ''] ?? words().otherAccess)(server);
      if (entry.isSpared) return words().spared(what);
      return entry.waitsForPerson ? words().waits(what) : what;
    }
    case 'notice':
      return wordFor(panelWords().notices, entry.event ?? '');
    case 'standing':
      return words().standing(wordFor(panelWords().standings, entry.standing));
  }
}

export function reasonText(reason: ReasonAnswer): string {
  return words().because[reason.code]?.(reason) ?? reason.code;
}

/** "Has access until 14 Dec 18:00 because of payment 2041, Premium." */
export function whySentence(outlook: {
  readonly standing: string;
  readonly until: number | null;
  readonly because: readonly ReasonAnswer[];
}): string {
  const [money, ...rest] = withoutObvious(outlook.because);
  if (money === undefined) return '';
  const all = [money, ...rest].map(reasonText).join('; ');
  if (money.code === 'permanent') {
    return rest.length === 0 ? words().hasForEver(reasonText(money)) : `${capital(all)}.`;
  }
  if (money.code !== 'payment') return isKept(outlook.because) ? words().stillHas(all) : words().hasNot(all);
  const until = formatInstant(money.until ?? outlook.until ?? 0);
  const obstacles = rest.filter(isObstacle).map(reasonText).join('; ');
  const has =
    obstacles === '' ? words().hasUntil(until, reasonText(money)) : words().paidButNot(until, obstacles);
  return [has, ...clockText(money), ...sparedTexts(rest)].join(' ');
}

/** An account elsewhere that is spared takes nothing from somebody who has paid. */
function isObstacle({ code }: ReasonAnswer): boolean {
  return code !== 'spared';
}

function sparedTexts(reasons: readonly ReasonAnswer[]): readonly string[] {
  return reasons.filter((reason) => !isObstacle(reason)).map((reason) => `${capital(reasonText(reason))}.`);
}

/** Whether the time that is paid has begun to count. */
function clockText({ clockStartsBy: by }: Pick<ReasonAnswer, 'clockStartsBy'>): readonly string[] {
  return by === null ? [] : [words().clockWaits(formatInstant(by))];
}

const KEEPS = ['held', 'keptByPerson', 'spared', 'keptAfterEnd', 'chargeExpected', 'paymentsBeingRead'];

function isKept(because: readonly ReasonAnswer[]): boolean {
  const codes = because.map(({ code }) => code);
  return (
    codes.some((code) => KEEPS.includes(code)) &&
    !codes.includes('suspended') &&
    !codes.includes('accessLost')
  );
}

/** That access is still being given goes without saying where a trouble says why it is not. */
function withoutObvious(because: readonly ReasonAnswer[]): readonly ReasonAnswer[] {
  const hasTrouble = because.some((reason) => reason.code === 'trouble');
  return hasTrouble ? because.filter((reason) => reason.code !== 'provisioning') : because;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
