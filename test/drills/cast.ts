import type { Chance } from './random.ts';

/** What somebody comes to do. */
export type Story =
  /** Signs up on the site, confirms by the mailed link, then buys. */
  | 'newcomer'
  | 'buyer'
  /** Pays by a debit that arrives later. */
  | 'debtor'
  /** Is refused once, then pays. */
  | 'declined'
  /** Goes to the gateway's page and gives up. */
  | 'quitter'
  /** Has two purchases open in two tabs and pays wherever it is possible. */
  | 'twoTabs'
  /** Buys, and buys again while the first time runs. */
  | 'prepayer'
  /** Time recorded by hand that ends within the drill; never comes back. */
  | 'leaver'
  /** The same; buys again after being told of the end. */
  | 'returner'
  /** Time recorded by hand whose reminder falls due within the drill. */
  | 'reminded'
  /** The same; prepays on the reminder. */
  | 'careful'
  | 'permanent';

export interface Part {
  readonly story: Story;
  readonly name: string;
  readonly email: string;
  /** Milliseconds after the beginning. */
  readonly comesAt: number;
  /** When a window recorded by hand ends, or its reminder is due. */
  readonly turnsAt: number;
  readonly chance: Chance;
}

/** In the order in which small casts are filled: every story once, then again. */
const STORIES: readonly Story[] = [
  'buyer',
  'returner',
  'careful',
  'leaver',
  'twoTabs',
  'permanent',
  'debtor',
  'prepayer',
  'reminded',
  'buyer',
  'returner',
  'newcomer',
  'quitter',
  'leaver',
  'declined',
  'buyer',
  'careful',
];

/** Nobody's time ends before they can have been let in, whatever is killed meanwhile; less in a short storm. */
const SHORTEST_STAY_MS = 30_000;
const TURNS_WITHIN_MS = 5_000;

export function castOf(size: number, stormMs: number, source: Chance): Part[] {
  const firstTurn = stormMs * 0.15 + Math.min(SHORTEST_STAY_MS, stormMs);
  const lastTurn = Math.max(stormMs, firstTurn + TURNS_WITHIN_MS);
  return Array.from({ length: size }, (_, index) => {
    const story = STORIES[index % STORIES.length] ?? 'buyer';
    const own = source.branch(index);
    const name = `drill-${String(index + 1).padStart(2, '0')}`;
    const isByHand = ['leaver', 'returner', 'reminded', 'careful'].includes(story);
    return {
      story,
      name,
      email: `${name}@members.example`,
      comesAt: own.between(0, isByHand ? stormMs * 0.15 : stormMs * 0.8),
      turnsAt: own.between(firstTurn, lastTurn),
      chance: own,
    };
  });
}
