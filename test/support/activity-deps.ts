import type { ActivityDeps } from '../../activities/deps.ts';

type Remotes = Omit<ActivityDeps, 'db' | 'seal' | 'log'>;

/** What activities are given over a test's own facts; a remote that is not named must not be asked. */
export function depsWith(
  facts: Pick<ActivityDeps, 'db' | 'seal'>,
  remotes: Partial<Remotes> = {},
): ActivityDeps {
  const nobody = (): never => {
    throw new Error('this remote is none of the test’s');
  };
  return {
    ...facts,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    mediaServer: nobody,
    paymentGateway: nobody,
    discordServer: nobody,
    notifier: nobody,
    ...remotes,
  };
}
