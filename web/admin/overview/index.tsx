import { ObservingBanner } from '../observing/banner.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { May } from '../rights.tsx';
import { panelWords } from '../words.ts';
import { CalendarCard } from './calendar.tsx';
import { FirstSteps } from './first-steps.tsx';
import { NeedsYouCard } from './needs-you.tsx';
import { Charts, MembersCard, PlacesCard } from './numbers.tsx';
import { words } from './words.ts';

export function OverviewPage() {
  return (
    <>
      <PageHead title={panelWords().pages.overview} lead={words().lead} />
      <div class="grid gap-5 lg:grid-cols-3">
        <div class="grid min-w-0 content-start gap-5 lg:col-span-2">
          <May needs="jobs.view">
            <ObservingBanner />
          </May>
          <May needs="settings.site.view">
            <FirstSteps />
          </May>
          <NeedsYouCard />
          <May needs="servers.view">
            <PlacesCard />
          </May>
        </div>
        <May needs="members.view">
          <div class="min-w-0">
            <MembersCard />
          </div>
          <div class="min-w-0 lg:col-span-3">
            <CalendarCard />
          </div>
        </May>
        <May needs="payments.view">
          <div class="min-w-0 lg:col-span-3">
            <Charts />
          </div>
        </May>
      </div>
    </>
  );
}
