import { listGroups } from '../../../db/queries/library-groups.ts';
import { serverCandidates } from '../../../db/queries/placement.ts';
import { listPlans } from '../../../db/queries/plans.ts';
import { listServers } from '../../../db/queries/servers-panel.ts';
import { type HiddenReason, whyHidden as reasonsFor } from '../../../domain/plan/why-hidden.ts';
import { adminProcedure } from '../../trpc.ts';
import { idInput, notThere } from '../input.ts';

/** Each reason that keeps a plan off the checkout page, found by the rules that decide it. */
export const whyHidden = adminProcedure.input(idInput).query(async ({ ctx, input }) => {
  const [settings, plans, candidates, servers, groups] = await Promise.all([
    ctx.settings(),
    listPlans(ctx.db, ctx.clock()),
    serverCandidates(ctx.db, { memberId: null, loginId: null }),
    listServers(ctx.db),
    listGroups(ctx.db),
  ]);
  const plan = plans.find((one) => one.id === input.id);
  if (plan === undefined) throw notThere('plan');
  const reasons = reasonsFor(
    {
      isActive: plan.is_active,
      isTrial: plan.is_trial,
      visibility: plan.visibility,
      maxSubscribers: plan.max_subscribers,
      subscribers: plan.subscribers,
      maxSubAccounts: plan.max_sub_accounts,
      groupIds: plan.group_ids,
      targetServers: plan.server_ids,
    },
    {
      subscriptionsEnabled: settings.subscriptions.enabled,
      hasGateway: settings.stripe.enabled,
      linkedMembersEnabled: settings.features.linkedMembers,
      servers: candidates,
    },
  );
  const names: Names = {
    server: (serverId) => servers.find((server) => server.id === serverId)?.name ?? serverId,
    group: (groupId) => groups.find((group) => group.id === groupId)?.name ?? groupId,
  };
  return reasons.map((reason) => ({
    ...numbersOf(reason),
    code: reason.code,
    servers: serversOf(reason, names),
  }));
});

interface Names {
  readonly server: (serverId: string) => string;
  readonly group: (groupId: string) => string;
}

/** What stands against each server, where no server has a place. */
function serversOf(reason: HiddenReason, names: Names) {
  if (reason.code !== 'noPlace') return [];
  return reason.servers.map((refused) => ({
    name: names.server(refused.serverId),
    code: refused.reason.code,
    group: 'groupId' in refused.reason ? names.group(refused.reason.groupId) : null,
  }));
}

function numbersOf(reason: HiddenReason) {
  return {
    subscribers: reason.code === 'planFull' ? reason.subscribers : null,
    maxSubscribers: reason.code === 'planFull' ? reason.maxSubscribers : null,
    maxSubAccounts: reason.code === 'linkedPlan' ? reason.maxSubAccounts : null,
  };
}
