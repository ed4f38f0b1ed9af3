import { createEffect } from 'solid-js';

/** "My account · Lantern": what tabs, histories and screen readers call the page. */
export function createTitle(page: () => string, site: () => string | undefined): void {
  createEffect(() => {
    document.title = [page(), site()].filter((part) => part !== undefined && part !== '').join(' · ');
  });
}
