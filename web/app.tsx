import { Route, Router } from '@solidjs/router';
import { QueryClient, QueryClientProvider } from '@tanstack/solid-query';
import { createEffect, lazy, Suspense } from 'solid-js';
import type { JSX } from 'solid-js';
import { SiteFrame } from './site/frame.tsx';
import { HomePage } from './site/home/index.tsx';
import { readFailure } from './ui/failure.ts';
import { language } from './ui/language.ts';
import { Toasts } from './ui/toast.tsx';

/** The panel is a chunk of its own; visitors and members never load it. Sub-pages: `useParams().rest`. */
const Admin = lazy(async () => ({ default: (await import('./admin/index.tsx')).AdminApp }));

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => count < 2 && ['offline', 'broken'].includes(readFailure(error).kind),
    },
  },
});

function Root(props: { readonly children?: JSX.Element }) {
  createEffect(() => {
    document.documentElement.lang = language();
  });
  return (
    <QueryClientProvider client={queries}>
      <Suspense>{props.children}</Suspense>
      <Toasts />
    </QueryClientProvider>
  );
}

export function App() {
  return (
    <Router root={Root}>
      <Route path="/admin/*rest" component={Admin} />
      <Route component={SiteFrame}>
        <Route path="/" component={HomePage} />
      </Route>
    </Router>
  );
}
