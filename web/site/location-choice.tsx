import { For, Show } from 'solid-js';
import { formatPlace, type PlaceName } from '../ui/format.ts';
import { ChoiceLine } from './choice-line.tsx';
import { locationWords } from './words/locations.ts';

export interface Place extends PlaceName {
  readonly id: string;
}

/** The wish as it can be granted with this plan; null: wherever there is room. */
export function grantable(places: readonly Place[] | undefined, wished: string): string | null {
  return places?.find(({ id }) => id === wished)?.id ?? null;
}

/** Asks where to be, and only where there is something to choose. */
export function LocationChoice(props: {
  readonly places: readonly Place[];
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
}) {
  return (
    <Show when={props.places.length > 0}>
      <fieldset class="mb-6">
        <legend class="text-lead font-bold">{locationWords().title}</legend>
        <p class="mt-1 mb-3 text-sm text-ink-soft">{locationWords().help}</p>
        <div class="grid gap-3">
          <ChoiceLine
            name="location"
            value=""
            isChosen={props.chosen === null}
            onChoose={() => props.onChoose('')}
          >
            <span>
              <span class="font-bold">{locationWords().anywhere}</span>{' '}
              <span class="text-ink-soft">{locationWords().anywhereHelp}</span>
            </span>
          </ChoiceLine>
          <For each={props.places}>
            {(place) => (
              <ChoiceLine
                name="location"
                value={place.id}
                isChosen={props.chosen === place.id}
                onChoose={() => props.onChoose(place.id)}
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
