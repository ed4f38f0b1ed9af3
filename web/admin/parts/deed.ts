import { type Accessor, createSignal } from 'solid-js';
import { readFailure } from '../../ui/failure.ts';
import { tell } from '../../ui/toast.tsx';

export interface Deed {
  /** It is being done: its button shows so. */
  readonly isBusy: Accessor<boolean>;
  run(): void;
}

/** What one press of a button does; what stands in its way is told. */
export function createDeed(work: () => Promise<void>): Deed {
  const [isBusy, setBusy] = createSignal(false);
  async function attempt(): Promise<void> {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      tell(readFailure(error).message, 'bad');
    } finally {
      setBusy(false);
    }
  }
  return { isBusy, run: () => void attempt() };
}
