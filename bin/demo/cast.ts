/** What a sample member is like. Days are counted from the start of the demo; negative: before it. */
export interface Role {
  readonly standing: string;
  readonly count: number;
  /** How many windows lie behind and before now, and when the last one ends. */
  readonly endsInDays: (index: number) => number;
  readonly windows: number;
  readonly plan: 'Monthly' | 'Yearly' | 'Audio';
  readonly isPermanent?: boolean;
  /** Had, or has, an account on a media server. */
  readonly hasAccount: boolean;
  /** Known on the Discord server, which they leave some days after their time. */
  readonly isOnDiscord?: boolean;
}

const MINUTE = 1 / (24 * 60);

/** Somebody in every standing, and some whose next step can be watched within minutes. */
export const roles: readonly Role[] = [
  {
    standing: 'active',
    count: 22,
    windows: 5,
    plan: 'Monthly',
    hasAccount: true,
    endsInDays: (i) => 5 + i * 1.1,
  },
  {
    standing: 'active, a year',
    count: 6,
    windows: 2,
    plan: 'Yearly',
    hasAccount: true,
    endsInDays: (i) => 40 + i * 53,
  },
  {
    standing: 'active, prepaid',
    count: 5,
    windows: 8,
    plan: 'Monthly',
    hasAccount: true,
    endsInDays: (i) => 75 + i * 21,
  },
  {
    standing: 'reminded soon',
    count: 6,
    windows: 3,
    plan: 'Monthly',
    hasAccount: true,
    endsInDays: (i) => 3 + (i + 1) * 4 * MINUTE,
  },
  {
    standing: 'ends today',
    count: 4,
    windows: 2,
    plan: 'Monthly',
    hasAccount: true,
    isOnDiscord: true,
    endsInDays: (i) => (i + 1) * 5 * MINUTE,
  },
  {
    standing: 'restricted',
    count: 6,
    windows: 4,
    plan: 'Monthly',
    hasAccount: true,
    isOnDiscord: true,
    endsInDays: (i) => -(i + 0.5),
  },
  {
    standing: 'expired',
    count: 9,
    windows: 3,
    plan: 'Monthly',
    hasAccount: false,
    endsInDays: (i) => -(12 + i * 19),
  },
  {
    standing: 'permanent',
    count: 5,
    windows: 1,
    plan: 'Monthly',
    hasAccount: true,
    isPermanent: true,
    endsInDays: (i) => -(100 + i),
  },
  {
    standing: 'provisioning',
    count: 2,
    windows: 1,
    plan: 'Audio',
    hasAccount: false,
    endsInDays: (i) => 20 + i,
  },
  { standing: 'registered', count: 6, windows: 0, plan: 'Monthly', hasAccount: false, endsInDays: () => 0 },
];

const firsts = ['Amber', 'Basalt', 'Cobalt', 'Dune', 'Ember', 'Fern', 'Granite', 'Harbour', 'Indigo'];
const seconds = ['Falcon', 'Otter', 'Lynx', 'Heron', 'Badger', 'Marten', 'Osprey', 'Ibex'];

/** Names that can be told from people's: a colour or stone and an animal. */
export function sampleName(index: number): string {
  const first = firsts[index % firsts.length] ?? 'Amber';
  const second = seconds[Math.floor(index / firsts.length) % seconds.length] ?? 'Falcon';
  return `${first} ${second}`;
}

export function sampleEmail(name: string): string {
  return `${name.toLowerCase().replace(' ', '.')}@members.example`;
}

export function sampleUsername(name: string): string {
  return name.toLowerCase().replace(' ', '-');
}
