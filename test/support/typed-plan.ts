import { newId } from '../../db/new-id.ts';

/** A plan as the panel's form sends it: three months for 12.50, with a name of its own. */
export function typedPlan(changes: {
  readonly groupIds: readonly string[];
  readonly [field: string]: unknown;
}) {
  return {
    id: null,
    name: `Plan ${newId()}`,
    cost: '12.50',
    durationCount: '3',
    durationUnit: 'month',
    maxStreams: '2',
    isDefault: false,
    isActive: true,
    isTrial: false,
    allowDownloads: false,
    allowTranscoding: true,
    visibility: 'public',
    maxSubscribers: '',
    maxSubAccounts: '0',
    description: '',
    features: ['4K', ''],
    displayOrder: '5',
    serverIds: [],
    ...changes,
  };
}
