import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Quoted {
  readonly of: 'scenario' | 'row';
  /** The number of the scenario, or of the row of the member state table, in the product specification. */
  readonly number: number;
  readonly file: string;
  readonly title: string;
}

/** As product.md section 13 numbers them. */
const SCENARIOS = 85;

/**
 * Scenarios whose parts are built: each has to be quoted by a test. Whoever builds a part adds its numbers; what
 * is not here waits for a part that does not exist yet (another gateway or platform, enforcement).
 */
export const BUILT: readonly number[] = [
  1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 21, 22, 24, 25, 26, 27, 29, 30, 31, 32, 33, 34, 35,
  36, 37, 38, 41, 42, 43, 44, 45, 47, 48, 49, 50, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69,
  70, 71, 74, 75, 80, 81, 83, 84, 85,
];

/** Rows of the member state table (product.md 11.2) that are built; the others wait for Plex, Discord or a later part. */
export const BUILT_ROWS: readonly number[] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
  30, 31, 32, 33, 34, 35, 36, 37, 38,
];

const ROWS = 38;

/** Sentences of tests that quote a scenario by its number, such as `S2: ...` or `... (S2)`, or a row, such as `M2 ...`. */
export function quotedIn(file: string, source: string): readonly Quoted[] {
  const sentences = [...source.matchAll(/(['`])((?:\\.|(?!\1)[^\n\\])*)\1/g)]
    .map(([, , sentence = '']) => sentence)
    .filter((sentence) => sentence.includes(' '));
  return sentences.flatMap((title) =>
    [...title.matchAll(/\b([SM])(\d{1,2})\b/g)].map(([, of, number]) => ({
      of: of === 'S' ? 'scenario' : 'row',
      number: Number(number),
      file,
      title,
    })),
  );
}

export function quotedBelow(root: string): readonly Quoted[] {
  return ['domain', 'db', 'activities', 'workflows', 'api', 'gateways', 'test']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.test.ts'))
        .map((path) => `${folder}/${path.replaceAll('\\', '/')}`),
    )
    .sort()
    .flatMap((file) => quotedIn(file, readFileSync(join(root, file), 'utf8')));
}

/** What is built and has no test, and what is tested and nobody called built. */
export function problemsOf(quoted: readonly Quoted[]): readonly string[] {
  return [
    ...problemsWith(numbersOf(quoted, 'scenario'), BUILT, 'S'),
    ...problemsWith(numbersOf(quoted, 'row'), BUILT_ROWS, 'M'),
  ];
}

function numbersOf(quoted: readonly Quoted[], of: Quoted['of']): ReadonlySet<number> {
  return new Set(quoted.filter((one) => one.of === of).map(({ number }) => number));
}

function problemsWith(
  tested: ReadonlySet<number>,
  built: readonly number[],
  letter: string,
): readonly string[] {
  return [
    ...built
      .filter((number) => !tested.has(number))
      .map((number) => `${letter}${number} is built and no test quotes it`),
    ...[...tested]
      .filter((number) => !built.includes(number))
      .map((number) => `${letter}${number} is quoted by a test and not in the list of what is built`),
  ];
}

/** The tables as docs/scenarios.md has them. */
export function tableOf(quoted: readonly Quoted[]): string {
  return [
    '# Scenarios and their tests',
    '',
    'Which test shows which acceptance scenario (S) and which row of the member state table (M, in its order). Made by `npm run scenarios`; `npm test` fails where a table is old or something built is quoted by no test.',
    '',
    '| scenario | file | test |',
    '|---|---|---|',
    ...rowsFor(quoted, 'scenario', SCENARIOS),
    '',
    '| row | file | test |',
    '|---|---|---|',
    ...rowsFor(quoted, 'row', ROWS),
    '',
  ].join('\n');
}

function rowsFor(quoted: readonly Quoted[], of: Quoted['of'], count: number): readonly string[] {
  const letter = of === 'scenario' ? 'S' : 'M';
  return Array.from({ length: count }, (_none, index) => index + 1).flatMap((number) => {
    const tests = quoted.filter((one) => one.of === of && one.number === number);
    if (tests.length === 0) return [`| ${letter}${number} | - | not built yet |`];
    return tests.map(
      ({ file, title }) => `| ${letter}${number} | \`${file}\` | ${title.replaceAll('|', '\\|')} |`,
    );
  });
}
