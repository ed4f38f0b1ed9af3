import { readFileSync } from 'node:fs';
import { type ReplayError, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { quietTemporal } from '../support/quiet-temporal.ts';
import { goldenHistories } from './history-file.ts';

const recorded = goldenHistories();
const processes = [
  'access',
  'billing',
  'checkout',
  'gatewayNotice',
  'message',
  'migration',
  'serverSync',
  'subscription',
];

beforeAll(() => {
  quietTemporal();
});

describe('a life begun under an earlier version', () => {
  it('is on record for every process', () => {
    expect([...new Set(recorded.map(({ name }) => name.slice(0, name.indexOf('/'))))]).toEqual(processes);
  });

  it('goes on under the present code', async () => {
    const { codePath } = bundle();
    expect(await fates({ codePath })).toEqual(allOf('goes on'));
  });

  it('cannot go on once its process reads its facts in another way', async () => {
    const mutated = mutatedCode();
    const subscriptions = recorded.filter(({ name }) => name.startsWith('subscription/'));
    expect(subscriptions.length).toBeGreaterThan(0);
    expect(await fates({ code: mutated })).toMatchObject(
      Object.fromEntries(subscriptions.map(({ name }) => [name, 'DeterminismViolationError'])),
    );
  });

  it.for(recorded)(
    '$name is short and tells nothing of people or of the machine it was recorded on',
    ({ text, history }) => {
      expect(text.length).toBeLessThan(120_000);
      const opened = JSON.stringify(history, (_key, value: unknown) =>
        value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
      );
      for (const telling of ['@', '.example', 'file:', 'node_modules', 'password', 'sk_test', 'whsec_']) {
        expect(opened).not.toContain(telling);
      }
    },
  );
});

function bundle() {
  return { codePath: inject('workflowBundlePath') };
}

/** The same processes, except that a member's facts are read by an activity of another name. */
function mutatedCode(): string {
  const code = readFileSync(inject('workflowBundlePath'), 'utf8');
  const mutated = code.replaceAll('.loadMemberFacts(', '.loadOtherFacts(');
  expect(mutated).not.toBe(code);
  return mutated;
}

/** How each life fares with this code. */
async function fates(workflowBundle: WorkflowBundleOption): Promise<Record<string, string>> {
  const fared: Record<string, string> = {};
  const histories = recorded.map(({ name, history }) => ({ workflowId: name, history }));
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, histories)) {
    fared[workflowId] = error === undefined ? 'goes on' : nameOf(error);
  }
  return fared;
}

function nameOf(error: ReplayError): string {
  return error instanceof DeterminismViolationError ? 'DeterminismViolationError' : error.message;
}

function allOf(fate: string): Record<string, string> {
  return Object.fromEntries(recorded.map(({ name }) => [name, fate]));
}
