import { router } from '../trpc.ts';
import { accountsRouter } from './accounts/router.ts';
import { auditRouter } from './audit/router.ts';
import { discountsRouter } from './discounts/router.ts';
import { groupsRouter } from './groups/router.ts';
import { holdsRouter } from './holds/router.ts';
import { inboxRouter } from './inbox/router.ts';
import { librariesRouter } from './libraries/router.ts';
import { linksRouter } from './links/router.ts';
import { locationsRouter } from './locations/router.ts';
import { loginsRouter } from './logins/router.ts';
import { membersRouter } from './members/router.ts';
import { observingRouter } from './observing/router.ts';
import { migrationsRouter } from './migrations/router.ts';
import { overviewRouter } from './overview/router.ts';
import { paymentsRouter } from './payments/router.ts';
import { plansRouter } from './plans/router.ts';
import { recurringRouter } from './recurring/router.ts';
import { referralsRouter } from './referrals/router.ts';
import { rolesRouter } from './roles/router.ts';
import { serversRouter } from './servers/router.ts';
import { settingsRouter } from './settings/router.ts';

/** Everything behind the panel; who may call what stands in needs.ts. */
export const adminRouter = router({
  overview: overviewRouter,
  members: membersRouter,
  accounts: accountsRouter,
  links: linksRouter,
  logins: loginsRouter,
  roles: rolesRouter,
  payments: paymentsRouter,
  recurring: recurringRouter,
  discounts: discountsRouter,
  referrals: referralsRouter,
  plans: plansRouter,
  groups: groupsRouter,
  servers: serversRouter,
  libraries: librariesRouter,
  locations: locationsRouter,
  settings: settingsRouter,
  migrations: migrationsRouter,
  holds: holdsRouter,
  observing: observingRouter,
  inbox: inboxRouter,
  audit: auditRouter,
});
