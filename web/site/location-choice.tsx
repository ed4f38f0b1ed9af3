import { createUniqueId, For, Show } from 'solid-js';
import { formatPlace, type PlaceName } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { ChoiceLine } from './choice-line.tsx';
import { locationWords } from './words/locations.ts';

export interface Place extends PlaceName {
  readonly id: string;
}

interface PlanPlaces {
  readonly locations: readonly Place[];
  readonly requiresLocation: boolean;
}

/** The wish as it can be granted with this plan; null: wherever there is room. */
export function grantable(plan: PlanPlaces | undefined, wished: string): string | null {
  return plan?.locations.find(({ id }) => id === wished)?.id ?? null;
}

/** Whether the plan wants a choice that is not made yet. */
export function lacksLocation(plan: PlanPlaces | undefined, wished: string): boolean {
  if (plan === undefined || plan.locations.length === 0) return false;
  return plan.requiresLocation && grantable(plan, wished) === null;
}

/** Asks where to be, and only where there is something to choose. */
export function LocationChoice(props: {
  readonly plan: PlanPlaces | undefined;
  readonly wished: string;
  readonly onWish: (id: string) => void;
  readonly error: string | undefined;
}) {
  const noteId = createUniqueId();
  const chosen = () => grantable(props.plan, props.wished);
  return (
    <Show when={(props.plan?.locations ?? []).length > 0}>
      <fieldset class="mb-6" aria-describedby={noteId}>
        <legend class="text-lead font-bold">{locationWords().title}</legend>
        <div id={noteId} class="mt-1 mb-3 grid gap-1 text-sm">
          <p class="text-ink-soft">{locationWords().help}</p>
          <Show when={props.error}>
            <p class="flex items-start gap-1.5 text-bad" role="alert">
              <Icon name="warning" class="mt-px" />
              {props.error}
            </p>
          </Show>
        </div>
        <div class="grid gap-3">
          <Show when={props.plan?.requiresLocation === false}>
            <ChoiceLine
              name="location"
              value=""
              isChosen={chosen() === null}
              onChoose={() => props.onWish('')}
            >
              <span>
                <span class="font-bold">{locationWords().anywhere}</span>{' '}
                <span class="text-ink-soft">{locationWords().anywhereHelp}</span>
              </span>
            </ChoiceLine>
          </Show>
          <For each={props.plan?.locations}>
            {(place) => (
              <ChoiceLine
                name="location"
                value={place.id}
                isChosen={chosen() === place.id}
                onChoose={() => props.onWish(place.id)}
              >
                <span class="font-bold break-words">{formatPlace(place)}</span>
              </ChoiceLine>
            )}
          </For>
        </div>
      </fieldset>
    </Show>
  );
}
