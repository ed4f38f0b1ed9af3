import { Route, Router } from '@solidjs/router';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/solid-query';
import { createEffect } from 'solid-js';
import type { JSX } from 'solid-js';
import { AccountPage } from './site/account/index.tsx';
import { CheckoutPage } from './site/checkout/index.tsx';
import { ProgressPage } from './site/checkout/progress-page.tsx';
import { SiteFrame } from './site/frame.tsx';
import { HomePage } from './site/home/index.tsx';
import { NotFoundPage } from './site/not-found/index.tsx';
import { SetupPage } from './site/setup/index.tsx';
import { ConfirmPage } from './site/sign-in/confirm-page.tsx';
import { ForgotPage } from './site/sign-in/forgot-page.tsx';
import { ResetPage } from './site/sign-in/reset-page.tsx';
import { SignInPage } from './site/sign-in/sign-in-page.tsx';
import { SignUpPage } from './site/sign-in/sign-up-page.tsx';
import { TrialPage } from './site/trial/index.tsx';
import { readFailure } from './ui/failure.ts';
import { latePage } from './ui/late-page.tsx';
import { language } from './ui/language.ts';
import { Toasts } from './ui/toast.tsx';

/** The panel is a chunk of its own; visitors and members never load it. Sub-pages: `useParams().rest`. */
const Admin = latePage(
  async () => (await import('./admin/index.tsx')).AdminApp,
  () => <div class="min-h-dvh" />,
);

const siteKey = ['site'];

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    // The session has ended meanwhile: pages that need one ask who is there and lead to the sign-in.
    onError: (error) => {
      if (readFailure(error).kind === 'signedOut') void queries.invalidateQueries({ queryKey: siteKey });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What is read again changes in place: a list keeps its rows, and with them the place of whoever works in it.
      reconcile: 'id',
      // The site may stand in a house without the internet: whether it answers is known by asking it.
      networkMode: 'always',
      retry: (count, error) => count < 2 && ['offline', 'broken'].includes(readFailure(error).kind),
    },
    mutations: { networkMode: 'always' },
  },
});

function Root(props: { readonly children?: JSX.Element }) {
  createEffect(() => {
    document.documentElement.lang = language();
  });
  return (
    <QueryClientProvider client={queries}>
      {props.children}
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
        <Route path="/sign-in" component={SignInPage} />
        <Route path="/sign-up" component={SignUpPage} />
        <Route path="/confirm" component={ConfirmPage} />
        <Route path="/forgot" component={ForgotPage} />
        <Route path="/reset" component={ResetPage} />
        <Route path="/setup" component={SetupPage} />
        <Route path="/subscribe" component={CheckoutPage} />
        <Route path="/trial" component={TrialPage} />
        <Route path="/checkout/:id" component={ProgressPage} />
        <Route path="/account" component={AccountPage} />
        <Route path="*" component={NotFoundPage} />
      </Route>
    </Router>
  );
}
