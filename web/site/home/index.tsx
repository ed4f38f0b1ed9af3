import { Match, Show, Switch } from 'solid-js';
import { Banner } from '../../ui/banner.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/loaded.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { createTitle } from '../../ui/title.ts';
import { createSiteInfo } from '../data.ts';
import { words } from '../words/index.ts';
import { Pricing } from './pricing.tsx';

export function HomePage() {
  const site = createSiteInfo();
  const info = () => (site.isPending ? undefined : site.data);
  createTitle(
    () => '',
    () => info()?.name || words().siteFallback,
  );
  return (
    <Switch fallback={<HeroSkeleton />}>
      <Match when={info()}>
        {(present) => (
          <>
            <Hero
              name={present().name}
              text={present().homeText}
              isSignedIn={present().login !== null}
              hasTrials={present().trials}
            />
            <Show when={present().needsSetup}>
              <div class="mt-8">
                <Banner tone="accent" title={words().home.setupTitle}>
                  {words().home.setupHelp}
                </Banner>
              </div>
            </Show>
            <Show when={present().showPricing && !present().needsSetup}>
              <Pricing isOffered={present().subscriptions} />
            </Show>
          </>
        )}
      </Match>
      <Match when={site.isError}>
        <FailureNote error={site.error} retry={() => site.refetch()} />
      </Match>
    </Switch>
  );
}

interface HeroProps {
  readonly name: string;
  readonly text: string;
  readonly isSignedIn: boolean;
  readonly hasTrials: boolean;
}

function Hero(props: HeroProps) {
  return (
    <section class="beam rounded-lg border border-line bg-surface">
      <div class="bulbs mt-4" aria-hidden="true" />
      <div class="px-6 py-14 sm:px-12 sm:py-24">
        <h1 class="max-w-4xl font-display text-display leading-[1.02] font-extrabold tracking-[-0.03em]">
          {props.name || words().siteFallback}
        </h1>
        <p class="mt-6 max-w-2xl text-lead whitespace-pre-line text-ink-soft">
          {props.text || words().home.lead}
        </p>
        <div class="mt-10 flex flex-wrap gap-3">
          <Show
            when={props.isSignedIn}
            fallback={
              <>
                <ButtonLink href="/subscribe" look="primary" size="large">
                  {words().home.join}
                </ButtonLink>
                <Show when={props.hasTrials}>
                  <ButtonLink href="/trial" size="large">
                    {words().nav.trial}
                  </ButtonLink>
                </Show>
              </>
            }
          >
            <ButtonLink href="/account" look="primary" size="large">
              {words().home.account}
            </ButtonLink>
          </Show>
        </div>
      </div>
      <div class="bulbs mb-4" aria-hidden="true" />
    </section>
  );
}

function HeroSkeleton() {
  return (
    <div class="rounded-lg border border-line bg-surface px-6 py-18 sm:px-12 sm:py-28">
      <Skeleton class="h-16 w-2/3" />
      <Skeleton class="mt-8 h-6 w-1/2" />
      <Skeleton class="mt-10 h-13 w-48" />
    </div>
  );
}
