import { Show } from 'solid-js';
import { Loaded } from '../../ui/loaded.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { PageHead } from '../page-head.tsx';
import { RequireLogin } from '../require-login.tsx';
import { words } from '../words/index.ts';
import { Connection } from './connection.tsx';
import { createAccount } from './data.ts';
import { Discord } from './discord.tsx';
import { OpenPurchases } from './open-purchases.tsx';
import { Payments } from './payments.tsx';
import { Referral } from './referral.tsx';
import { Renewal } from './renewal.tsx';
import { Security } from './security.tsx';
import { Standing } from './standing.tsx';

export function AccountPage() {
  return (
    <RequireLogin skeleton={<AccountSkeleton />}>
      <PageHead title={words().account.title} />
      <Account />
    </RequireLogin>
  );
}

function Account() {
  const account = createAccount();
  return (
    <Loaded query={account} skeleton={<AccountSkeleton />}>
      {(view) => (
        <div class="grid gap-6">
          <OpenPurchases purchases={view().checkouts} />
          <Standing member={view().member} name={view().login.name} />
          <Show when={view().member?.renewal}>
            {(renewal) => <Renewal renewal={renewal()} until={view().member?.entitledUntil ?? null} />}
          </Show>
          <div class="grid gap-6 lg:grid-cols-2">
            <Connection member={view().member} />
            <Security email={view().login.email} />
          </div>
          <Show when={view().member}>
            {(member) => (
              <>
                <Show when={member().discord}>{(discord) => <Discord discord={discord()} />}</Show>
                <Referral member={member()} />
                <Payments payments={member().payments} />
              </>
            )}
          </Show>
        </div>
      )}
    </Loaded>
  );
}

function AccountSkeleton() {
  return (
    <div class="grid gap-6">
      <Skeleton class="h-56 w-full" />
      <div class="grid gap-6 lg:grid-cols-2">
        <Skeleton class="h-48 w-full" />
        <Skeleton class="h-48 w-full" />
      </div>
    </div>
  );
}
