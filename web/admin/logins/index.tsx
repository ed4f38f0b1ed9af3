import { createSignal, Show } from 'solid-js';
import { useNavigate } from '@solidjs/router';
import { api } from '../../ui/api.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Instant } from '../../ui/instant.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { readFailure } from '../../ui/failure.ts';
import { tell } from '../../ui/toast.tsx';
import { createList, createReload } from '../data.ts';
import { memberPath } from '../nav.ts';
import { ColumnChooser, FilterSelect, ListBar, Pager, shownColumns } from '../parts/list-bar.tsx';
import { createListState, type ListState, oneOf } from '../parts/list-state.ts';
import { type MenuItem, RowMenu } from '../parts/menu.tsx';
import { Empty, PageHead } from '../parts/page-head.tsx';
import { type Column, Table, TableSkeleton } from '../parts/table.tsx';
import { panelWords } from '../words.ts';
import { AddLoginDialog } from './add-dialog.tsx';
import { type Asked, DeedDialog } from './deed-dialog.tsx';
import type { Deed, Login } from './login.ts';
import { PasswordDialog } from './password-dialog.tsx';
import { words } from './words.ts';

const roles = ['administrator', 'user'] as const;
const states = ['active', 'unconfirmed', 'disabled'] as const;
const memberChoices = ['yes', 'no'] as const;

function inputOf(list: ListState) {
  const member = list.filter('member');
  return {
    search: list.search(),
    role: roles.find((role) => role === list.filter('role')) ?? null,
    state: states.find((state) => state === list.filter('state')) ?? null,
    isMember: member === '' ? null : member === 'yes',
    sort: oneOf(list.sort(), ['email', 'lastLogin', 'created'], 'email'),
    direction: list.direction(),
    page: list.page(),
    pageSize: list.pageSize(),
  };
}

function options<Word extends string>(values: readonly Word[], labels: Readonly<Record<Word, string>>) {
  return values.map((value) => ({ value, label: labels[value] }));
}

export function LoginsPage() {
  const list = createListState({ sort: 'email', direction: 'asc', pageSize: 50 });
  const [isAdding, setAdding] = createSignal(false);
  const logins = createList(
    'logins',
    () => inputOf(list),
    (asked) => api.admin.logins.list.query(asked),
  );
  return (
    <>
      <PageHead
        title={panelWords().pages.logins}
        lead={words().lead}
        actions={
          <Button look="primary" onClick={() => setAdding(true)}>
            <Icon name="plus" />
            {words().add}
          </Button>
        }
      />
      <ListBar list={list} searchLabel={words().search}>
        <FilterSelect
          label={words().roleFilter}
          name="role"
          options={options(roles, words().roles)}
          list={list}
        />
        <FilterSelect
          label={words().stateFilter}
          name="state"
          options={options(states, words().states)}
          list={list}
        />
        <FilterSelect
          label={words().memberFilter}
          name="member"
          options={options(memberChoices, words().memberFilters)}
          list={list}
        />
        <ColumnChooser columns={columns()} list={list} />
      </ListBar>
      <Loaded
        query={logins}
        skeleton={<TableSkeleton />}
        isEmpty={(data) => data.rows.length === 0}
        empty={
          <Show when={list.hasFilters()} fallback={<Empty title={words().empty} text={words().emptyHelp} />}>
            <Empty title={panelWords().table.nothingFound} text={panelWords().table.nothingFoundHelp} />
          </Show>
        }
      >
        {(data) => (
          <>
            <Rows rows={data().rows} list={list} />
            <Pager list={list} shown={data().rows.length} total={data().total} />
          </>
        )}
      </Loaded>
      <AddLoginDialog isOpen={isAdding()} onClose={() => setAdding(false)} />
    </>
  );
}

function Rows(props: { readonly rows: readonly Login[]; readonly list: ListState }) {
  const [asked, setAsked] = createSignal<Asked | null>(null);
  const [naming, setNaming] = createSignal<Login | null>(null);
  const items = createItems({ onDeed: (deed, login) => setAsked({ deed, login }), onPassword: setNaming });
  return (
    <>
      <Table
        label={panelWords().pages.logins}
        columns={shownColumns(columns(), props.list)}
        rows={props.rows}
        nameOf={(login) => login.email}
        sorting={{ sort: props.list.sort(), direction: props.list.direction(), onSort: props.list.sortBy }}
        menu={(login) => <RowMenu label={panelWords().actionsOf(login.email)} items={items(login)} />}
      />
      <DeedDialog asked={asked()} onClose={() => setAsked(null)} />
      <PasswordDialog login={naming()} onClose={() => setNaming(null)} />
    </>
  );
}

interface Chosen {
  readonly onDeed: (deed: Deed, login: Login) => void;
  readonly onPassword: (login: Login) => void;
}

/** What may be done with a login, in the order of how often. */
function createItems({ onDeed, onPassword }: Chosen): (login: Login) => readonly MenuItem[] {
  const navigate = useNavigate();
  const reload = createReload();
  async function sendLink(login: Login): Promise<void> {
    try {
      const { event } = await api.admin.logins.sendLink.mutate({ id: login.id });
      tell(words().sent[event]);
      await reload();
    } catch (error) {
      tell(readFailure(error).message, 'bad');
    }
  }
  return (login) => {
    const isDisabled = login.state === 'disabled';
    const roleDeed = login.role === 'administrator' ? 'makeUser' : 'makeAdministrator';
    const switching = isDisabled ? 'enable' : 'disable';
    const { memberId } = login;
    return [
      ...(memberId === null
        ? []
        : [{ label: words().openMember, onSelect: () => navigate(memberPath(memberId)) }]),
      { label: words()[linkOf(login)], disabled: isDisabled, onSelect: () => void sendLink(login) },
      { label: words().setPassword, onSelect: () => onPassword(login) },
      {
        label: words()[roleDeed],
        disabled: roleDeed === 'makeAdministrator' && login.state !== 'active',
        onSelect: () => onDeed(roleDeed, login),
      },
      { label: words()[switching], onSelect: () => onDeed(switching, login) },
      { label: words().remove, isDangerous: true, onSelect: () => onDeed('remove', login) },
    ];
  };
}

function linkOf(login: Login): 'sendReset' | 'sendConfirmation' | 'sendInvitation' {
  if (login.isConfirmed) return 'sendReset';
  return login.hasPassword ? 'sendConfirmation' : 'sendInvitation';
}

const tones = { active: 'good', unconfirmed: 'warn', disabled: 'neutral' } as const;

function columns(): readonly Column<Login>[] {
  const names = words().columns;
  return [
    { key: 'email', title: names.email, sort: 'email', cell: (login) => <Address login={login} /> },
    { key: 'name', title: names.name, from: 'lg', cell: (login) => login.name },
    {
      key: 'role',
      title: names.role,
      cell: (login) => (
        <Badge tone={login.role === 'administrator' ? 'accent' : 'neutral'}>
          {words().roles[login.role]}
        </Badge>
      ),
    },
    {
      key: 'confirmed',
      title: names.confirmed,
      from: 'xl',
      cell: (login) => (login.isConfirmed ? panelWords().yes : panelWords().no),
    },
    { key: 'member', title: names.member, from: 'md', cell: (login) => <MemberLink login={login} /> },
    {
      key: 'lastLogin',
      title: names.lastLogin,
      sort: 'lastLogin',
      from: 'sm',
      cell: (login) => (login.lastLoginAt === null ? panelWords().never : <Instant at={login.lastLoginAt} />),
    },
    {
      key: 'state',
      title: names.state,
      cell: (login) => <Badge tone={tones[login.state]}>{words().states[login.state]}</Badge>,
    },
    {
      key: 'created',
      title: names.created,
      sort: 'created',
      isExtra: true,
      cell: (login) => <Instant at={login.createdAt} />,
    },
  ];
}

function Address(props: { readonly login: Login }) {
  return (
    <span class="break-all">
      {props.login.email}
      <Show when={props.login.isOwn}>
        {' '}
        <span class="font-normal text-ink-soft">({words().you})</span>
      </Show>
    </span>
  );
}

function MemberLink(props: { readonly login: Login }) {
  return (
    <Show when={props.login.memberId} fallback={<span class="text-ink-soft">{words().noMember}</span>}>
      {(memberId) => (
        <a href={memberPath(memberId())} class="hover:underline">
          {props.login.memberName}
        </a>
      )}
    </Show>
  );
}
