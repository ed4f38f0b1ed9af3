import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';

export const HISTORIES = fileURLToPath(new URL('./histories', import.meta.url));

export interface GoldenHistory {
  /** `<workflow>/<yyyy-mm>-<what>` */
  readonly name: string;
  readonly text: string;
  readonly history: History;
}

export function goldenHistories(): GoldenHistory[] {
  return readdirSync(HISTORIES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const text = readFileSync(join(HISTORIES, file), 'utf8');
      return { name: file.slice(0, -'.json'.length), text, history: historyFromJSON(JSON.parse(text)) };
    });
}

/** One event a line, without what tells of the machine it was recorded on. */
export function textOf(history: History): string {
  const { events } = JSON.parse(historyToJSON(history)) as { events: unknown[] };
  const lines = events.map((event) => JSON.stringify(event, withoutMachine));
  return `{"events":[\n${lines.join(',\n')}\n]}\n`;
}

/** Replaying reads none of them: who did it, from which file, on which queue of its own. */
function withoutMachine(key: string, value: unknown): unknown {
  if (key === 'identity') return 'worker';
  if (key === 'stackTrace') return '';
  if (key === 'binaryChecksum' || key === 'buildId') return 'recorded';
  if (
    key === 'taskQueue' &&
    typeof value === 'object' &&
    value !== null &&
    'normalName' in value &&
    value.normalName !== ''
  ) {
    return { ...value, name: 'own queue of the worker' };
  }
  return value;
}
