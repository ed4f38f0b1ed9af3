import { For, Show } from 'solid-js';
import { Icon } from '../../ui/icon.tsx';
import type { Permission } from '../rights.tsx';
import type { Roles } from './role.ts';
import { words } from './words.ts';

type Row = Roles['grid'][number];
type Cell = Row['cells'][number];

/** Whoever may change something sees it; whoever may not see it changes nothing of it. */
function toggled(row: Row, cell: Cell, chosen: readonly Permission[]): readonly Permission[] {
  const ofRow = row.cells.map(({ permission }) => permission);
  const isOn = chosen.includes(cell.permission);
  if (isOn && cell.action === 'view') return chosen.filter((one) => !ofRow.includes(one));
  if (isOn) return chosen.filter((one) => one !== cell.permission);
  const view = row.cells.find(({ action }) => action === 'view')?.permission;
  const added = view === undefined ? [cell.permission] : [view, cell.permission];
  return [...new Set([...chosen, ...added])];
}

/** Resources by actions, with a box where there is something to allow. */
export function PermissionGrid(props: {
  readonly grid: Roles['grid'];
  readonly actions: Roles['actions'];
  readonly value: readonly Permission[];
  readonly onValue: (value: readonly Permission[]) => void;
  readonly error: string | undefined;
}) {
  return (
    <fieldset
      class="min-w-0"
      tabindex="-1"
      aria-invalid={props.error ? 'true' : undefined}
      aria-describedby={props.error ? 'permissions-error' : 'permissions-help'}
    >
      <legend class="mb-1.5 font-semibold">{words().dialog.permissions}</legend>
      <Show when={props.error}>
        <p id="permissions-error" class="mb-1.5 flex items-start gap-1.5 text-sm text-bad">
          <Icon name="warning" class="mt-px" />
          {props.error}
        </p>
      </Show>
      <p id="permissions-help" class="mb-2 text-sm text-ink-soft">
        {words().dialog.permissionsHelp}
      </p>
      <div class="overflow-x-auto rounded-md border border-line">
        <table class="w-full border-collapse text-sm">
          <thead>
            <tr class="border-b border-line text-ink-soft">
              <th scope="col" class="px-3 py-2 text-left font-semibold">
                {words().dialog.resource}
              </th>
              <For each={props.actions}>
                {(action) => (
                  <th scope="col" class="px-2 py-2 font-semibold">
                    {words().dialog.actions[action]}
                  </th>
                )}
              </For>
            </tr>
          </thead>
          <tbody>
            <For each={props.grid}>
              {(row) => (
                <tr class="border-b border-line last:border-b-0">
                  <th scope="row" class="px-3 py-1.5 text-left font-medium">
                    {row.title}
                  </th>
                  <For each={props.actions}>
                    {(action) => (
                      <td class="px-2 py-1.5 text-center">
                        <Show when={row.cells.find((cell) => cell.action === action)}>
                          {(cell) => (
                            <input
                              type="checkbox"
                              class="size-6 accent-accent"
                              aria-label={words().dialog.cell(row.title, words().dialog.actions[action])}
                              checked={props.value.includes(cell().permission)}
                              onChange={() => props.onValue(toggled(row, cell(), props.value))}
                            />
                          )}
                        </Show>
                      </td>
                    )}
                  </For>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
    </fieldset>
  );
}
