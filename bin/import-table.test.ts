import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const temporalPackages = ['activity', 'client', 'common', 'worker', 'workflow'];
const table = readTable(readFileSync(join(root, 'docs/architecture.md'), 'utf8'));
const rooms = [...table.keys()].filter((room) => room !== 'bin' && room !== 'test');

function readTable(markdown: string): Map<string, Map<string, string>> {
  const section = markdown.slice(markdown.indexOf('## Who may import whom'));
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  const cells = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const [head = [], , ...rows] = lines.map(cells);
  return new Map(
    rows.map(([from = '', ...row]) => [
      from,
      new Map(row.map((cell, index): [string, string] => [head[index + 1] ?? '', cell])),
    ]),
  );
}

interface Probe {
  readonly from: string;
  readonly specifier: string;
  readonly kind: 'value' | 'type';
}

function probes(): Probe[] {
  const targets = [
    ...rooms.flatMap((room) => [`../${room}/thing.ts`, `../../${room}/deep/thing.ts`]),
    '../workflows/messages.ts',
    '../workflows/ids.ts',
    ...temporalPackages.map((name) => `@temporalio/${name}`),
    'node:fs',
  ];
  return [...table.keys()].flatMap((from) =>
    targets.flatMap((specifier) =>
      (['value', 'type'] as const).map((kind): Probe => ({ from, specifier, kind })),
    ),
  );
}

/** Lints one file per probe in a copy of the rooms and answers which were refused. */
function refusedByLint(folder: string, all: readonly Probe[]): Set<Probe> {
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  for (const room of table.keys()) mkdirSync(join(folder, room));
  all.forEach((probe, index) => {
    const words = probe.kind === 'type' ? 'import type' : 'import';
    writeFileSync(
      join(folder, probe.from, `p${index}.ts`),
      `${words} { x } from '${probe.specifier}';\nx;\n`,
    );
  });
  const output = runQuietly(join(root, 'node_modules/.bin/oxlint'), ['--format=unix'], { cwd: folder });
  const named = [...output.matchAll(/p(\d+)\.ts:.*no-restricted-imports/g)];
  return new Set(named.map((match) => all[Number(match[1])] as Probe));
}

function runQuietly(command: string, args: string[], options: ExecFileSyncOptions): string {
  try {
    return String(execFileSync(command, args, { ...options, stdio: 'pipe' }));
  } catch (error) {
    return String((error as { stdout: Buffer }).stdout);
  }
}

function isAllowed({ from, specifier, kind }: Probe): boolean {
  const row = table.get(from);
  if (specifier.startsWith('node:')) return !['domain', 'workflows', 'web'].includes(from);
  if (specifier.startsWith('@')) {
    return (row?.get('Temporal packages') ?? '').split(', ').includes(specifier.replace('@temporalio/', ''));
  }
  const [, room = '', file] = /([a-z]+)\/(?:deep\/)?([a-z]+\.ts)$/.exec(specifier) ?? [];
  const cell = row?.get(room) ?? '';
  return (
    cell === 'yes' || (kind === 'type' && cell.includes('types')) || cell.split(', ').includes(file ?? '')
  );
}

describe('the import table', () => {
  const all = probes();
  let folder: string;
  let refused: Set<Probe>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'import-table-'));
    refused = refusedByLint(folder, all);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([...table.keys()])('%s may import exactly what docs/architecture.md says', (from) => {
    const mine = all.filter((probe) => probe.from === from);
    const sentence = (probe: Probe, may: boolean) =>
      `${probe.kind} ${probe.specifier}: ${may ? 'yes' : 'no'}`;
    const said = mine.map((probe) => sentence(probe, isAllowed(probe)));
    const held = mine.map((probe) => sentence(probe, !refused.has(probe)));
    expect(held).toEqual(said);
  });

  it.each(rooms)('%s knows neither bin nor test', (from) => {
    const rules = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8')) as {
      overrides: { files: string[]; rules: Record<string, unknown> }[];
    };
    const row = rules.overrides.find(({ files }) => files.some((file) => file.startsWith(`${from}/**`)));
    expect(JSON.stringify(row)).toContain('["**/bin/**","**/test/**"]');
  });
});
