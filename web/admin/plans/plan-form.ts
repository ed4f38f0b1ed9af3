import type { api } from '../../ui/api.ts';
import { decimalText } from '../../ui/format.ts';

export type Plan = Awaited<ReturnType<typeof api.admin.plans.list.query>>[number];

/** A plan as it stands in the form: numbers are what was typed. */
export interface PlanValues {
  name: string;
  cost: string;
  durationCount: string;
  durationUnit: Plan['durationUnit'];
  maxStreams: string;
  isDefault: boolean;
  isActive: boolean;
  isTrial: boolean;
  periodStart: Plan['periodStart'];
  allowDownloads: boolean;
  allowTranscoding: boolean;
  visibility: Plan['visibility'];
  maxSubscribers: string;
  maxSubAccounts: string;
  requiresLocation: boolean;
  stripePriceId: string;
  /** The difference that the server has told of is right so. */
  acceptsPrice: boolean;
  description: string;
  features: string;
  displayOrder: string;
  groupIds: string[];
  serverIds: string[];
  appliesToCurrent: boolean;
}

export function blankPlan(groupIds: string[], displayOrder: number): PlanValues {
  return {
    name: '',
    cost: '',
    durationCount: '1',
    durationUnit: 'month',
    maxStreams: '2',
    isDefault: false,
    isActive: true,
    isTrial: false,
    periodStart: 'at_payment',
    allowDownloads: false,
    allowTranscoding: true,
    visibility: 'public',
    maxSubscribers: '',
    maxSubAccounts: '0',
    requiresLocation: false,
    stripePriceId: '',
    acceptsPrice: false,
    description: '',
    features: '',
    displayOrder: String(displayOrder),
    groupIds,
    serverIds: [],
    appliesToCurrent: false,
  };
}

export function valuesOf(plan: Plan): PlanValues {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency: plan.cost.currency });
  return {
    name: plan.name,
    cost: decimalText(plan.cost.amount, format.resolvedOptions().maximumFractionDigits ?? 2),
    durationCount: String(plan.durationCount),
    durationUnit: plan.durationUnit,
    maxStreams: String(plan.maxStreams),
    isDefault: plan.isDefault,
    isActive: plan.isActive,
    isTrial: plan.isTrial,
    periodStart: plan.periodStart,
    allowDownloads: plan.allowDownloads,
    allowTranscoding: plan.allowTranscoding,
    visibility: plan.visibility,
    maxSubscribers: plan.maxSubscribers === null ? '' : String(plan.maxSubscribers),
    maxSubAccounts: String(plan.maxSubAccounts),
    requiresLocation: plan.requiresLocation,
    stripePriceId: plan.stripePriceId,
    acceptsPrice: false,
    description: plan.description,
    features: plan.features.join('\n'),
    displayOrder: String(plan.displayOrder),
    groupIds: [...plan.groupIds],
    serverIds: [...plan.serverIds],
    appliesToCurrent: false,
  };
}

/** What `plans.save` takes: numbers go as they were typed, so that the server can name what is wrong. */
export function planInput(id: string | null, values: PlanValues) {
  return { ...values, id, features: values.features.split('\n') };
}
