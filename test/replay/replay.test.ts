import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, inject, it } from 'vitest';

const folder = fileURLToPath(new URL('histories/', import.meta.url));
const recorded = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json'))
  .sort();

const processes = ['access', 'checkout', 'gatewayNotice', 'message', 'serverSync', 'subscription'];

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) });
});

describe('a life begun under an earlier version', () => {
  it('is on record for every process', () => {
    expect([...new Set(recorded.map((file) => file.split('/')[0]))]).toEqual(processes);
  });

  it.each(recorded)('goes on under the present code: %s', async (file) => {
    const replaying = Worker.runReplayHistory({ workflowBundle: bundle() }, historyOf(file), file);

    await expect(replaying).resolves.toBeUndefined();
  });

  it('cannot go on once a process does other things than it did', async () => {
    const [, ...others] = recorded.filter((file) => file.startsWith('subscription/'));
    const file = others[0] ?? recorded.at(-1) ?? '';

    const replaying = Worker.runReplayHistory({ workflowBundle: mutatedBundle() }, historyOf(file), file);

    await expect(replaying).rejects.toBeInstanceOf(DeterminismViolationError);
  });

  it('holds no address, no name and no secret in its record', () => {
    for (const file of recorded) {
      const text = decoded(readFileSync(`${folder}${file}`, 'utf8'));
      expect(text).not.toMatch(/@members\.example|golden-(one|two|three|four|five)|sk_test_|whsec_/);
    }
  });
});

function bundle() {
  return { codePath: inject('workflowBundlePath') };
}

/** The same processes, except that facts are read by an activity of another name. */
function mutatedBundle() {
  const code = readFileSync(inject('workflowBundlePath'), 'utf8');
  const mutated = code.replaceAll('.loadMemberFacts(', '.loadOtherFacts(');
  expect(mutated).not.toBe(code);
  return { code: mutated };
}

function historyOf(file: string) {
  return historyFromJSON(JSON.parse(readFileSync(`${folder}${file}`, 'utf8')));
}

/** Payloads stand in base64: what they say is put beside them. */
function decoded(text: string): string {
  return text.replace(
    /"data":\s*"([A-Za-z0-9+/=]+)"/g,
    (whole, data: string) => `${whole} ${Buffer.from(data, 'base64').toString('utf8')}`,
  );
}
