import { createSignal, Show } from 'solid-js';
import { useNavigate } from '@solidjs/router';
import { createSiteInfo } from '../../site/data.ts';
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
import { createIsAdministrator, May } from '../rights.tsx';
import { createRoles } from '../roles/role.ts';
import { panelWords } from '../words.ts';
import { AddLoginDialog } from './add-dialog.tsx';
import { type Asked, DeedDialog } from './deed-dialog.tsx';
import type { Deed, Login } from './login.ts';
import { RoleDialog } from './role-dialog.tsx';
import { PasswordDialog } from './password-dialog.tsx';
import { words } from './words.ts';

const states = ['active', 'unconfirmed', 'disabled'] as const;
const memberChoices = ['yes', 'no'] as const;

function inputOf(list: ListState) {
  const member = list.filter('member');
  return {
    search: list.search(),
    role: roleOf(list.filter('role')),
    state: states.find((state) => state === list.filter('state')) ?? null,
    isMember: member === '' ? null : member === 'yes',
    sort: oneOf(list.sort(), ['email', 'lastLogin', 'created'], 'email'),
    direction: list.direction(),
    page: list.page(),
    pageSize: list.pageSize(),
  };
}

const UUID = /^[0-9a-f-]{36}$/;

/** A built-in role or the id of another; anything else that was typed into the address is none. */
function roleOf(typed: string): string | null {
  return typed === 'administrator' || typed === 'user' || UUID.test(typed) ? typed : null;
}

function options<Word extends string>(values: readonly Word[], labels: Readonly<Record<Word, string>>) {
  return values.map((value) => ({ value, label: labels[value] }));
}

export function LoginsPage() {
  const list = createListState({ sort: 'email', direction: 'asc', pageSize: 50 });
  const [isAdding, setAdding] = createSignal(false);
  const roles = createRoles();
  const customRoles = () =>
    (roles.isPending ? [] : (roles.data?.roles ?? [])).map(({ id, name }) => ({ value: id, label: name }));
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
          <May needs="logins.create">
            <Button look="primary" onClick={() => setAdding(true)}>
              <Icon name="plus" />
              {words().add}
            </Button>
          </May>
        }
      />
      <ListBar list={list} searchLabel={words().search}>
        <FilterSelect
          label={words().roleFilter}
          name="role"
          options={[...options(['administrator', 'user'], words().roles), ...customRoles()]}
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
  const [giving, setGiving] = createSignal<Login | null>(null);
  const items = createItems({
    onDeed: (deed, login) => setAsked({ deed, login }),
    onPassword: setNaming,
    onRole: setGiving,
  });
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
      <RoleDialog login={giving()} onClose={() => setGiving(null)} />
      <PasswordDialog login={naming()} onClose={() => setNaming(null)} />
    </>
  );
}

interface Chosen {
  readonly onDeed: (deed: Deed, login: Login) => void;
  readonly onPassword: (login: Login) => void;
  readonly onRole: (login: Login) => void;
}

/** What may be done with a login, in the order of how often. */
function createItems({ onDeed, onPassword, onRole }: Chosen): (login: Login) => readonly MenuItem[] {
  const navigate = useNavigate();
  const reload = createReload();
  const isAdministrator = createIsAdministrator();
  const site = createSiteInfo();
  const hasRoles = () => !site.isPending && site.data?.features.customRoles === true;
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
    const { memberId } = login;
    const isDisabled = login.state === 'disabled';
    const link = { label: words()[linkOf(login)], onSelect: () => void sendLink(login) };
    return [
      ...(memberId === null
        ? []
        : [
            {
              label: words().openMember,
              needs: 'members.view' as const,
              onSelect: () => navigate(memberPath(memberId)),
            },
          ]),
      { ...link, needs: 'logins.execute', disabled: isDisabled },
      { label: words().setPassword, needs: 'logins.edit', onSelect: () => onPassword(login) },
      ...roleItems(login, { onDeed, onRole, isAdministrator: isAdministrator(), hasRoles: hasRoles() }),
      {
        label: words()[isDisabled ? 'enable' : 'disable'],
        needs: 'logins.edit',
        onSelect: () => onDeed(isDisabled ? 'enable' : 'disable', login),
      },
      {
        label: words().remove,
        needs: 'logins.delete',
        isDangerous: true,
        onSelect: () => onDeed('remove', login),
      },
    ];
  };
}

interface RoleChoice extends Pick<Chosen, 'onDeed' | 'onRole'> {
  readonly isAdministrator: boolean;
  readonly hasRoles: boolean;
}

/** Only administrators make administrators; a role is for whoever owns the address. */
function roleItems(login: Login, choice: RoleChoice): readonly MenuItem[] {
  const isPlain = login.role === 'user' && login.roleId === null;
  const needs = 'logins.edit' as const;
  const disabled = login.state !== 'active';
  const { onDeed, onRole } = choice;
  return [
    ...(login.role === 'user' && choice.isAdministrator
      ? [{ label: words().makeAdministrator, disabled, onSelect: () => onDeed('makeAdministrator', login) }]
      : []),
    ...(choice.hasRoles ? [{ label: words().giveRole, needs, disabled, onSelect: () => onRole(login) }] : []),
    ...(isPlain ? [] : [{ label: words().makeUser, needs, onSelect: () => onDeed('makeUser', login) }]),
  ];
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
      from: 'sm',
      cell: (login) => (
        <Badge tone={login.role === 'administrator' ? 'accent' : 'neutral'}>
          {login.roleName ?? words().roles[login.role]}
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
