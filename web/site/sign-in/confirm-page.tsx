import { useSearchParams } from '@solidjs/router';
import { createResource, Match, Switch } from 'solid-js';
import { auth } from '../../ui/auth.ts';
import { ButtonLink, Spinner } from '../../ui/button.tsx';
import { readFailure } from '../../ui/failure.ts';
import { FailureNote } from '../../ui/loaded.tsx';
import { NarrowPage, PageHead } from '../page-head.tsx';
import { words } from '../words/index.ts';

/** Opened by the mailed link; the address is confirmed without another click. */
export function ConfirmPage() {
  const [search] = useSearchParams<{ token?: string }>();
  const [result, { refetch }] = createResource(async () => {
    try {
      await auth.confirm(search.token ?? '');
      return 'confirmed' as const;
    } catch (error) {
      if (readFailure(error).kind === 'refused') return 'refused' as const;
      return { error };
    }
  });
  const broken = () => {
    const value = result.state === 'ready' ? result() : undefined;
    return typeof value === 'object' ? value : undefined;
  };
  const is = (outcome: 'confirmed' | 'refused') => result.state === 'ready' && result() === outcome;
  return (
    <NarrowPage>
      <div role="status">
        <Switch
          fallback={
            <>
              <PageHead title={words().confirm.title} lead={words().confirm.working} />
              <Spinner />
            </>
          }
        >
          <Match when={is('confirmed')}>
            <PageHead title={words().confirm.doneTitle} lead={words().confirm.done} />
            <ButtonLink href="/sign-in" look="primary" size="large">
              {words().signIn.title}
            </ButtonLink>
          </Match>
          <Match when={is('refused')}>
            <PageHead title={words().confirm.failedTitle} lead={words().confirm.failed} />
            <div class="flex flex-wrap gap-3">
              <ButtonLink href="/sign-in" look="primary">
                {words().signIn.title}
              </ButtonLink>
              <ButtonLink href="/sign-up">{words().signUp.title}</ButtonLink>
            </div>
          </Match>
          <Match when={broken()}>
            {(failed) => (
              <>
                <PageHead title={words().confirm.title} />
                <FailureNote error={failed().error} retry={() => refetch()} />
              </>
            )}
          </Match>
        </Switch>
      </div>
    </NarrowPage>
  );
}
