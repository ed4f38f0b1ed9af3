import { describe, expect, it } from 'vitest';
import { untilItAnswers } from './until-it-answers.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

function failing(times: number): () => Promise<string> {
  let left = times;
  return async () => {
    left -= 1;
    if (left >= 0) throw new Error('starting up');
    return 'here';
  };
}

describe('waiting for a part', () => {
  it('ends with what it answers at last', async () => {
    await expect(untilItAnswers({ what: 'database', log, withinMs: 5000 }, failing(2))).resolves.toBe('here');
  });

  it('fails with the last error when it takes too long', async () => {
    await expect(untilItAnswers({ what: 'database', log, withinMs: 0 }, failing(1000))).rejects.toThrow(
      'starting up',
    );
  });
});
