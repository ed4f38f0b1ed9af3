import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { panelWords } from '../words.ts';
import type { ListState } from './list-state.ts';

/** Forward and back, for lists that are not counted. */
export function SimplePager(props: { readonly list: ListState; readonly hasMore: boolean }) {
  return (
    <div class="mt-3 flex justify-end gap-2">
      <Button
        size="small"
        disabled={props.list.page() === 1}
        aria-label={panelWords().table.previous}
        onClick={() => props.list.turnTo(props.list.page() - 1)}
      >
        <Icon name="arrowLeft" />
      </Button>
      <Button
        size="small"
        disabled={!props.hasMore}
        aria-label={panelWords().table.next}
        onClick={() => props.list.turnTo(props.list.page() + 1)}
      >
        <Icon name="arrowRight" />
      </Button>
    </div>
  );
}
