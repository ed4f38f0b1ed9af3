import { createSignal } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { formatCountry, formatNumber } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { tell } from '../../ui/toast.tsx';
import { createLocations, createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { RowMenu } from '../parts/menu.tsx';
import { Empty, PageHead } from '../parts/page-head.tsx';
import { type Column, Table, TableSkeleton } from '../parts/table.tsx';
import { createMay, May } from '../rights.tsx';
import { panelWords } from '../words.ts';
import { type Location, LocationDialog } from './location-dialog.tsx';
import { words } from './words.ts';

export function LocationsPage() {
  const locations = createLocations();
  const may = createMay();
  const [editing, setEditing] = createSignal<Location | 'new' | null>(null);
  const [removing, setRemoving] = createSignal<Location | null>(null);
  const addButton = () => (
    <May needs="locations.create">
      <Button look="primary" onClick={() => setEditing('new')}>
        <Icon name="plus" />
        {words().add}
      </Button>
    </May>
  );
  return (
    <>
      <PageHead title={panelWords().pages.locations} lead={words().lead} actions={addButton()} />
      <Loaded
        query={locations}
        skeleton={<TableSkeleton rows={3} />}
        isEmpty={(data) => data.length === 0}
        empty={<Empty title={words().empty} text={words().emptyHelp} action={addButton()} />}
      >
        {(data) => (
          <Table
            label={panelWords().pages.locations}
            columns={columns()}
            rows={data()}
            nameOf={(location) => location.name}
            onOpen={may('locations.edit') ? setEditing : undefined}
            menu={(location) => (
              <RowMenu
                label={panelWords().actionsOf(location.name)}
                items={[
                  { label: words().edit, needs: 'locations.edit', onSelect: () => setEditing(location) },
                  {
                    label: words().remove,
                    needs: 'locations.delete',
                    isDangerous: true,
                    disabled: location.servers.length > 0,
                    onSelect: () => setRemoving(location),
                  },
                ]}
              />
            )}
          />
        )}
      </Loaded>
      <LocationDialog location={editing()} onClose={() => setEditing(null)} />
      <RemoveDialog location={removing()} onClose={() => setRemoving(null)} />
    </>
  );
}

function columns(): readonly Column<Location>[] {
  const names = words().columns;
  return [
    { key: 'name', title: names.name, cell: (location) => location.name },
    {
      key: 'country',
      title: names.country,
      from: 'sm',
      cell: ({ countryCode }) => (countryCode === null ? '' : formatCountry(countryCode)),
    },
    { key: 'servers', title: names.servers, cell: (location) => location.servers.join(', ') },
    {
      key: 'offered',
      title: names.offered,
      cell: ({ isActive }) => (
        <Badge tone={isActive ? 'good' : 'neutral'}>{isActive ? words().isActive : words().isInactive}</Badge>
      ),
    },
    {
      key: 'order',
      title: names.order,
      align: 'end',
      from: 'md',
      cell: (location) => formatNumber(location.displayOrder),
    },
  ];
}

function RemoveDialog(props: { readonly location: Location | null; readonly onClose: () => void }) {
  const reload = createReload();
  async function run(): Promise<void> {
    await api.admin.locations.remove.mutate({ id: props.location?.id ?? '' });
    tell(words().removed);
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.location !== null}
      onClose={props.onClose}
      title={words().removeTitle(props.location?.name ?? '')}
      action={panelWords().remove}
      isDangerous
      run={run}
    >
      <p>{words().removeHelp}</p>
    </ActionDialog>
  );
}
