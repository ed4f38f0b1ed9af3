import { useNavigate, useSearchParams } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Button } from '../../ui/button.tsx';
import { readFailure } from '../../ui/failure.ts';
import { Icon } from '../../ui/icon.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { tell } from '../../ui/toast.tsx';
import { createList, createPlans, createReload, createServers } from '../data.ts';
import { memberPath } from '../nav.ts';
import { ExportButton } from '../parts/export-button.tsx';
import { ColumnChooser, FilterSelect, ListBar, Pager, shownColumns } from '../parts/list-bar.tsx';
import { createListState, type ListState, oneOf } from '../parts/list-state.ts';
import { MenuButton, RowMenu } from '../parts/menu.tsx';
import { Empty, PageHead } from '../parts/page-head.tsx';
import { Table, TableSkeleton } from '../parts/table.tsx';
import { RecordDialog } from '../payments/record-dialog.tsx';
import { createMay, May } from '../rights.tsx';
import { panelWords } from '../words.ts';
import { AccountChangeDialog } from './account-change-dialog.tsx';
import { AddMemberDialog } from './add-dialog.tsx';
import { memberCells, memberColumns, memberHeader, type MemberRow } from './columns.tsx';
import { ExtendDialog } from './extend-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { ReInviteDialog } from './re-invite-dialog.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { createServerImport } from './server-import.ts';
import { ServerImportDialog } from './server-import-dialog.tsx';
import { words as importWords } from './server-import-words.ts';
import { UnknownAccounts } from './unknown-accounts.tsx';
import { words } from './words.ts';

function filterOf(list: ListState) {
  return {
    search: list.search(),
    standings: list.filters('standing'),
    planId: list.filter('plan') || null,
    serverId: list.filter('server') || null,
    needsAttention: list.filter('attention') === 'yes',
  };
}

function inputOf(list: ListState) {
  return {
    ...filterOf(list),
    sort: oneOf(list.sort(), ['name', 'email', 'standing', 'until', 'next', 'joined'], 'name'),
    direction: list.direction(),
    page: list.page(),
    pageSize: list.pageSize(),
  };
}

export function MembersPage() {
  const may = createMay();
  const list = createListState({ sort: 'name', direction: 'asc', pageSize: 50 });
  const [params, setParams] = useSearchParams<{ new?: string; from?: string }>();
  const isFromServers = () => params.from === 'servers';
  const fromServers = createServerImport(() => isFromServers() && may('members.create'));
  const members = createList(
    'members',
    () => inputOf(list),
    (asked) => api.admin.members.list.query(asked),
  );
  const [isImporting, setImporting] = createSignal(false);
  const readServers = () => {
    setParams({ from: 'servers' });
    void fromServers.readAgain();
  };
  const addButton = () => (
    <May needs="members.create">
      <Button look="primary" onClick={() => setParams({ new: '1' })}>
        <Icon name="plus" />
        {words().add}
      </Button>
    </May>
  );
  return (
    <>
      <PageHead
        title={panelWords().pages.members}
        lead={words().lead}
        actions={
          <>
            {addButton()}
            <MenuButton
              items={[
                { label: words().import.open, needs: 'members.create', onSelect: () => setImporting(true) },
                { label: importWords().open, needs: 'members.create', onSelect: readServers },
              ]}
            >
              {words().more}
            </MenuButton>
          </>
        }
      />
      <May needs="members.create">
        <UnknownAccounts onLook={readServers} />
      </May>
      <Filters list={list} />
      <Loaded
        query={members}
        skeleton={<TableSkeleton rows={12} />}
        isEmpty={(data) => data.rows.length === 0}
        empty={
          <Show
            when={list.hasFilters()}
            fallback={<Empty title={words().empty} text={words().emptyHelp} action={addButton()} />}
          >
            <Empty title={panelWords().table.nothingFound} text={panelWords().table.nothingFoundHelp} />
          </Show>
        }
      >
        {(data) => <Rows rows={data().rows} total={data().total} list={list} />}
      </Loaded>
      <ImportDialog isOpen={isImporting()} onClose={() => setImporting(false)} />
      <ServerImportDialog
        from={fromServers}
        isOpen={isFromServers() && may('members.create')}
        onClose={() => setParams({ from: undefined })}
      />
      <AddMemberDialog
        isOpen={params.new === '1' && may('members.create')}
        onClose={() => setParams({ new: undefined })}
      />
    </>
  );
}

function Filters(props: { readonly list: ListState }) {
  const plans = createPlans();
  const servers = createServers();
  const named = (rows: readonly { readonly id: string; readonly name: string }[] | undefined) =>
    (rows ?? []).map((row) => ({ value: row.id, label: row.name }));
  return (
    <ListBar list={props.list} searchLabel={words().search}>
      <FilterSelect
        label={words().standing}
        name="standing"
        options={Object.entries(panelWords().standings)
          .filter(([value]) => value !== 'closed')
          .map(([value, label]) => ({ value, label }))}
        list={props.list}
      />
      <FilterSelect
        label={words().plan}
        name="plan"
        options={named(plans.isPending ? [] : plans.data)}
        list={props.list}
      />
      <May needs="servers.view">
        <FilterSelect
          label={words().server}
          name="server"
          options={named(servers.isPending ? [] : servers.data)}
          list={props.list}
        />
      </May>
      <FilterSelect
        label={words().attention}
        name="attention"
        options={[{ value: 'yes', label: words().needsAttention }]}
        list={props.list}
      />
      <ColumnChooser columns={memberColumns()} list={props.list} />
      <ExportButton
        fileName="members.csv"
        header={memberHeader()}
        cells={memberCells}
        load={(after) => api.admin.members.exportStep.query({ ...filterOf(props.list), after })}
      />
    </ListBar>
  );
}

/** The ids of all that the filters find, a part at a time. */
async function everybody(list: ListState, after: string | null = null): Promise<readonly string[]> {
  const { rows, next } = await api.admin.members.exportStep.query({ ...filterOf(list), after });
  const ids = rows.map(({ id }) => id);
  return next === null ? ids : [...ids, ...(await everybody(list, next))];
}

function Rows(props: {
  readonly rows: readonly MemberRow[];
  readonly total: { readonly rows: number; readonly isMore: boolean };
  readonly list: ListState;
}) {
  const navigate = useNavigate();
  const reload = createReload();
  const [paying, setPaying] = createSignal<MemberRow | null>(null);
  const [selected, setSelected] = createSignal<ReadonlySet<string>>(new Set());
  const [many, setMany] = createSignal<Many | null>(null);
  const withSelected = (what: Many['what']) => setMany({ what, ids: [...selected()] });
  async function tryAgain(id: string): Promise<void> {
    try {
      await api.admin.members.tryAgain.mutate({ id });
      tell(words().triedAgain);
      await reload();
    } catch (error) {
      tell(readFailure(error).message, 'bad');
    }
  }
  async function copyEmail(email: string): Promise<void> {
    await navigator.clipboard.writeText(email);
    tell(words().copied);
  }
  return (
    <>
      <SelectionBar
        selected={selected()}
        onSelect={setSelected}
        total={props.total}
        loadAll={() => everybody(props.list)}
        onExtend={() => withSelected('extend')}
        onReInvite={() => withSelected('reInvite')}
        onAccountChange={() => withSelected('accountChange')}
      />
      <Table
        label={panelWords().pages.members}
        columns={shownColumns(memberColumns(), props.list)}
        rows={props.rows}
        nameOf={(member) => member.name}
        hrefOf={(member) => memberPath(member.id)}
        sorting={{ sort: props.list.sort(), direction: props.list.direction(), onSort: props.list.sortBy }}
        selecting={{ selected: selected(), onSelect: setSelected }}
        menu={(member) => (
          <RowMenu
            label={panelWords().actionsOf(member.name)}
            items={[
              { label: words().open, onSelect: () => navigate(memberPath(member.id)) },
              { label: words().recordPayment, needs: 'payments.create', onSelect: () => setPaying(member) },
              {
                label: words().extend.open,
                needs: 'payments.create',
                onSelect: () => setMany({ what: 'extend', ids: [member.id] }),
              },
              { label: words().tryAgain, needs: 'members.execute', onSelect: () => void tryAgain(member.id) },
              ...(member.email === ''
                ? []
                : [{ label: words().copyEmail, onSelect: () => void copyEmail(member.email) }]),
            ]}
          />
        )}
      />
      <Pager list={props.list} shown={props.rows.length} total={props.total} />
      <RecordDialog
        isOpen={paying() !== null}
        onClose={() => setPaying(null)}
        member={paying() ?? undefined}
      />
      <DialogsOfMany
        many={many()}
        onClose={() => setMany(null)}
        onDone={() => setSelected(new Set<string>())}
      />
    </>
  );
}

interface Many {
  readonly what: 'extend' | 'reInvite' | 'accountChange';
  readonly ids: readonly string[];
}

/** What is done to one member or to all that are ticked. */
function DialogsOfMany(props: {
  readonly many: Many | null;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const dialog = (what: Many['what']) => ({
    memberIds: props.many?.what === what ? props.many.ids : [],
    onClose: props.onClose,
    onDone: props.onDone,
  });
  return (
    <>
      <ReInviteDialog {...dialog('reInvite')} />
      <AccountChangeDialog {...dialog('accountChange')} />
      <ExtendDialog {...dialog('extend')} />
    </>
  );
}
