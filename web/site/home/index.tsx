import { createSiteInfo } from '../data.ts';

export function HomePage() {
  const site = createSiteInfo();
  return <h1 class="text-display font-bold">{site.isPending ? '' : site.data?.name}</h1>;
}
