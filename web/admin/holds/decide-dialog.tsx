import { api } from '../../ui/api.ts';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { words } from './words.ts';

export interface Decision {
  readonly what: 'release' | 'keep';
  /** Null: everybody who waits. */
  readonly memberIds: readonly string[] | null;
  readonly count: number;
}

/** Says what follows for how many before it is done. */
export function DecideDialog(props: {
  readonly holdId: string;
  readonly decision: Decision | null;
  readonly onClose: () => void;
  readonly onDecided: () => void;
}) {
  const reload = createReload();
  const isRelease = () => props.decision?.what === 'release';
  const count = () => props.decision?.count ?? 0;
  async function run(): Promise<void> {
    const { decision } = props;
    if (decision === null) return;
    const { members } = await api.admin.holds.decide.mutate({
      id: props.holdId,
      decision: decision.what,
      memberIds: decision.memberIds === null ? null : [...decision.memberIds],
    });
    tell(decision.what === 'release' ? words().released(members) : words().keptNow(members));
    props.onDecided();
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.decision !== null}
      onClose={props.onClose}
      title={isRelease() ? words().releaseTitle(count()) : words().keepTitle(count())}
      action={isRelease() ? words().release : words().keep}
      isDangerous={isRelease()}
      run={run}
    >
      <p>{isRelease() ? words().releaseHelp : words().keepHelp}</p>
    </ActionDialog>
  );
}
