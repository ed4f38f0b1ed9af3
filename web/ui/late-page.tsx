import { type Component, createSignal, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { FailureNote } from './loaded.tsx';

/**
 * A page whose code is loaded when it is first opened. Not by `lazy` and `Suspense`: under those every reading
 * anew of what a page shows takes the page away for a moment, and with it the focus of whoever works there.
 */
export function latePage<Props extends object>(
  load: () => Promise<Component<Props>>,
  Skeleton: Component,
): Component<Props> {
  const [page, setPage] = createSignal<Component<Props> | null>(null);
  const [error, setError] = createSignal<unknown>(null);
  let isAsked = false;
  const ask = () => {
    if (isAsked) return;
    isAsked = true;
    load().then((loaded) => setPage(() => loaded), setError);
  };
  return (props) => {
    ask();
    return (
      <Show
        when={page()}
        fallback={
          <Show when={error()} fallback={<Skeleton />}>
            {/* After an update of the site the code has another name, which only the page itself knows. */}
            {(found) => <FailureNote error={found()} retry={() => window.location.reload()} />}
          </Show>
        }
      >
        {(loaded) => <Dynamic component={loaded()} {...props} />}
      </Show>
    );
  };
}
