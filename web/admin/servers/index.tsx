import { useNavigate, useSearchParams } from '@solidjs/router';
import { createSignal, onCleanup, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { readFailure } from '../../ui/failure.ts';
import { formatNumber } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Instant } from '../../ui/instant.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload, createServers } from '../data.ts';
import { StartMigrationDialog } from '../migrations/start-dialog.tsx';
import { RowMenu } from '../parts/menu.tsx';
import { Empty, PageHead } from '../parts/page-head.tsx';
import { ServerBadge } from '../parts/standing.tsx';
import { type Column, Table, TableSkeleton } from '../parts/table.tsx';
import { createMay, May } from '../rights.tsx';
import { panelWords } from '../words.ts';
import { AddServerDialog } from './add-dialog.tsx';
import { EditServerDialog, type Server } from './edit-dialog.tsx';
import { words } from './words.ts';

export function ServersPage() {
  const may = createMay();
  const servers = createServers();
  const [params, setParams] = useSearchParams<{ new?: string; edit?: string; migrate?: string }>();
  const all = () => (servers.isPending ? [] : (servers.data ?? []));
  const editing = () => all().find((one) => one.id === params.edit);
  const leaving = () => all().find((one) => one.id === params.migrate);
  const addButton = () => (
    <May needs="servers.create">
      <Button look="primary" onClick={() => setParams({ new: '1' })}>
        <Icon name="plus" />
        {words().add}
      </Button>
    </May>
  );
  return (
    <>
      <PageHead title={panelWords().pages.servers} lead={words().lead} actions={addButton()} />
      <Loaded
        query={servers}
        skeleton={<TableSkeleton rows={3} />}
        isEmpty={(data) => data.length === 0}
        empty={<Empty title={words().empty} text={words().emptyHelp} action={addButton()} />}
      >
        {(data) => (
          <Rows
            servers={data()}
            onEdit={(server) => setParams({ edit: server.id })}
            onMigrate={(server) => setParams({ migrate: server.id })}
          />
        )}
      </Loaded>
      <AddServerDialog
        isOpen={params.new === '1' && may('servers.create')}
        onClose={() => setParams({ new: undefined })}
      />
      <EditServerDialog
        server={may('servers.edit') ? (editing() ?? null) : null}
        onClose={() => setParams({ edit: undefined })}
      />
      <StartMigrationDialog
        source={may('jobs.create') ? (leaving() ?? null) : null}
        servers={all()}
        onClose={() => setParams({ migrate: undefined })}
      />
    </>
  );
}

const WATCH_MS = 2000;
const WATCH_FOR_MS = 60_000;

/** Servers whose sync was asked for here; the page looks until the time of the last one moves. */
function createSyncing() {
  const reload = createReload();
  const [asked, setAsked] = createSignal<ReadonlyMap<string, number | null>>(new Map());
  let timer: ReturnType<typeof setInterval> | undefined;
  let until = 0;
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };
  onCleanup(stop);
  async function ask(server: Server): Promise<void> {
    try {
      await api.admin.servers.sync.mutate({ id: server.id });
    } catch (error) {
      tell(readFailure(error).message, 'bad');
      return;
    }
    setAsked(new Map([...asked(), [server.id, server.lastSyncedAt]]));
    tell(words().syncAsked);
    until = Date.now() + WATCH_FOR_MS;
    timer ??= setInterval(() => {
      if (Date.now() > until) stop();
      else void reload();
    }, WATCH_MS);
  }
  const isWaiting = (server: Server) =>
    asked().has(server.id) && asked().get(server.id) === server.lastSyncedAt;
  return { ask, isWaiting };
}

function Rows(props: {
  readonly servers: readonly Server[];
  readonly onEdit: (server: Server) => void;
  readonly onMigrate: (server: Server) => void;
}) {
  const navigate = useNavigate();
  const syncing = createSyncing();
  const may = createMay();
  return (
    <Table
      label={panelWords().pages.servers}
      columns={columns(syncing.isWaiting)}
      rows={props.servers}
      nameOf={(server) => server.name}
      onOpen={may('servers.edit') ? props.onEdit : undefined}
      menu={(server) => (
        <RowMenu
          label={panelWords().actionsOf(server.name)}
          items={[
            { label: words().edit, needs: 'servers.edit', onSelect: () => props.onEdit(server) },
            { label: words().sync, needs: 'servers.execute', onSelect: () => void syncing.ask(server) },
            {
              label: words().migrate,
              needs: 'jobs.create',
              onSelect: () => props.onMigrate(server),
              disabled: props.servers.length < 2,
            },
            {
              label: words().libraries,
              needs: 'libraries.view',
              onSelect: () => navigate(`/admin/libraries?server=${server.id}`),
            },
          ]}
        />
      )}
    />
  );
}

function columns(isWaiting: (server: Server) => boolean): readonly Column<Server>[] {
  const names = words().columns;
  return [
    { key: 'name', title: names.name, cell: (server) => server.name },
    {
      key: 'state',
      title: names.state,
      cell: (server) => (
        <span class="grid justify-items-start gap-1">
          <ServerBadge state={server.state} />
          <Show when={server.stateMessage}>
            <span class="max-w-64 text-ink-soft">{server.stateMessage}</span>
          </Show>
        </span>
      ),
    },
    { key: 'use', title: names.use, cell: (server) => <UseCell server={server} /> },
    {
      key: 'places',
      title: names.places,
      align: 'end',
      from: 'sm',
      cell: (server) =>
        server.maxUsers === null
          ? formatNumber(server.used)
          : words().places(formatNumber(server.used), formatNumber(server.maxUsers)),
    },
    { key: 'location', title: names.location, from: 'lg', cell: (server) => server.location ?? '' },
    {
      key: 'libraries',
      title: names.libraries,
      align: 'end',
      from: 'md',
      cell: (server) => (
        <a href={`/admin/libraries?server=${server.id}`} class="hover:underline">
          {formatNumber(server.libraries)}
          <Show when={server.unfiled > 0}>
            <span class="text-warn">, {words().unfiled(server.unfiled)}</span>
          </Show>
        </a>
      ),
    },
    {
      key: 'synced',
      title: names.synced,
      from: 'md',
      cell: (server) => (
        <Show when={!isWaiting(server)} fallback={words().syncing}>
          <Show when={server.lastSyncedAt} fallback={panelWords().never}>
            {(at) => <Instant at={at()} as="relative" />}
          </Show>
        </Show>
      ),
    },
    { key: 'version', title: names.version, from: 'xl', cell: (server) => server.version },
    {
      key: 'address',
      title: names.address,
      from: 'lg',
      cell: (server) => <span class="break-all">{server.baseUrl}</span>,
    },
  ];
}

function UseCell(props: { readonly server: Server }) {
  const word = () => {
    if (!props.server.enabled) return words().disabled;
    if (props.server.maintenance) return words().maintenance;
    if (props.server.trialsOnly) return words().trialsOnly;
    return props.server.allowNewSubscriptions ? words().open : words().closed;
  };
  const takesTrialsToo = () => props.server.acceptsTrials && !props.server.trialsOnly;
  return (
    <span class="inline-flex flex-wrap gap-1.5">
      <Badge tone={props.server.enabled && word() === words().open ? 'good' : 'neutral'}>{word()}</Badge>
      <Show when={takesTrialsToo()}>
        <Badge>{words().trials}</Badge>
      </Show>
    </span>
  );
}
