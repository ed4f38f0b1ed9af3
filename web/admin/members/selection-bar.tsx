import { Show } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { formatNumber } from '../../ui/format.ts';
import { May } from '../rights.tsx';
import { panelWords } from '../words.ts';
import { createDeed } from '../parts/deed.ts';
import { words as accountChangeWords } from './account-change-words.ts';
import { words as reInviteWords } from './re-invite-words.ts';
import { words } from './words.ts';

export interface SelectionBarProps {
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (ids: ReadonlySet<string>) => void;
  readonly total: { readonly rows: number; readonly isMore: boolean };
  /** The ids of everybody the filters find. */
  readonly loadAll: () => Promise<readonly string[]>;
  readonly onExtend: () => void;
  readonly onReInvite: () => void;
  readonly onAccountChange: () => void;
}

/** What can be done with the members that are ticked, on this page and on others. */
export function SelectionBar(props: SelectionBarProps) {
  const isEmpty = () => props.selected.size === 0;
  const all = createDeed(async () => props.onSelect(new Set(await props.loadAll())));
  return (
    <div class="mb-3 flex min-h-8 flex-wrap items-center gap-3">
      <May needs="payments.create">
        <Button
          look={isEmpty() ? 'plain' : 'primary'}
          size="small"
          disabled={isEmpty()}
          onClick={() => props.onExtend()}
        >
          {words().extend.open}
        </Button>
      </May>
      <May needs="members.execute">
        <Button size="small" disabled={isEmpty()} onClick={() => props.onReInvite()}>
          {reInviteWords().open}
        </Button>
      </May>
      <May needs="members.edit">
        <Button size="small" disabled={isEmpty()} onClick={() => props.onAccountChange()}>
          {accountChangeWords().open}
        </Button>
      </May>
      <p role="status" class="text-sm text-ink-soft">
        {isEmpty() ? '' : panelWords().table.selected(props.selected.size)}
      </p>
      <Show when={!isEmpty()}>
        <Show when={props.total.isMore || props.total.rows > props.selected.size}>
          <Button look="quiet" size="small" busy={all.isBusy()} onClick={all.run}>
            {words().extend.selectAll(
              props.total.isMore
                ? panelWords().table.moreThan(formatNumber(props.total.rows))
                : formatNumber(props.total.rows),
            )}
          </Button>
        </Show>
        <Button look="quiet" size="small" onClick={() => props.onSelect(new Set<string>())}>
          {words().extend.selectNone}
        </Button>
      </Show>
    </div>
  );
}
