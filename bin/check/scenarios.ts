import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Quoted {
  /** The scenario's number in the product specification. */
  readonly number: number;
  readonly file: string;
  readonly title: string;
}

/** As product.md section 13 numbers them. */
const SCENARIOS = 85;

/**
 * Scenarios whose parts are built: each has to be quoted by a test. Whoever builds a part adds its numbers; what
 * is not here waits for a part that does not exist yet (another gateway or platform, enforcement, roles).
 */
export const BUILT: readonly number[] = [
  1, 2, 3, 4, 5, 6, 9, 13, 14, 22, 24, 25, 26, 31, 32, 33, 35, 36, 37, 42, 43, 44, 45, 47, 48, 49, 50, 55, 57,
  58, 59, 63, 65, 66, 67, 69, 80, 84, 85,
];

/** Sentences of tests that quote a scenario by its number, such as `S2: ...` or `... (S2)`. */
export function quotedIn(file: string, source: string): readonly Quoted[] {
  const sentences = [...source.matchAll(/(['`])((?:\\.|(?!\1)[^\n\\])*)\1/g)]
    .map(([, , sentence = '']) => sentence)
    .filter((sentence) => sentence.includes(' '));
  return sentences.flatMap((title) =>
    [...title.matchAll(/\bS(\d{1,2})\b/g)].map(([, number]) => ({ number: Number(number), file, title })),
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

/** Built scenarios without a test, and tested ones that nobody called built. */
export function problemsOf(quoted: readonly Quoted[]): readonly string[] {
  const tested = new Set(quoted.map(({ number }) => number));
  return [
    ...BUILT.filter((number) => !tested.has(number)).map(
      (number) => `S${number} is built and no test quotes it`,
    ),
    ...[...tested]
      .filter((number) => !BUILT.includes(number))
      .map((number) => `S${number} is quoted by a test and not in the list of what is built`),
  ];
}

/** The table as docs/scenarios.md has it. */
export function tableOf(quoted: readonly Quoted[]): string {
  const rows = Array.from({ length: SCENARIOS }, (_none, index) => index + 1).flatMap((number) => {
    const tests = quoted.filter((one) => one.number === number);
    if (tests.length === 0) return [`| S${number} | - | not built yet |`];
    return tests.map(({ file, title }) => `| S${number} | \`${file}\` | ${title.replaceAll('|', '\\|')} |`);
  });
  return [
    '# Scenarios and their tests',
    '',
    'Which test shows which acceptance scenario. Made by `npm run scenarios`; `npm test` fails where the table is old or a scenario of a built part is quoted by no test.',
    '',
    '| scenario | file | test |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
