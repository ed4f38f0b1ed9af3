import { Icon } from './icon.tsx';
import { tell } from './toast.tsx';
import { uiWords } from './words.ts';

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for those who do not see where the button stands. */
  readonly what: string;
}

export function CopyButton(props: CopyButtonProps) {
  const copy = async () => {
    await navigator.clipboard.writeText(props.text);
    tell(uiWords().copied);
  };
  return (
    <button
      type="button"
      class="grid size-9 shrink-0 place-items-center rounded-md text-ink-soft hover:bg-sunken hover:text-ink"
      aria-label={`${uiWords().copy}: ${props.what}`}
      onClick={copy}
    >
      <Icon name="copy" />
    </button>
  );
}
