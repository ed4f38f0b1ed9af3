export interface TrialRules {
  readonly enabled: boolean;
  /** Buying needs a trial first. */
  readonly force: boolean;
  /** How many may run at once; 0: no limit. */
  readonly maxMembers: number;
}

/** What is known of a person who asks for a trial, over every login, member and media account that was theirs. */
export interface TrialApplicant {
  readonly isAdministrator: boolean;
  readonly isPermanent: boolean;
  /** Their media account has to be changed first. */
  readonly isFlagged: boolean;
  readonly hadTrial: boolean;
  /** Had time that was no trial, whoever paid for it. */
  readonly hasSubscribed: boolean;
}

export type TrialRefusal =
  | 'trialsOff'
  | 'administrator'
  | 'permanent'
  | 'hadTrial'
  | 'subscribedBefore'
  | 'accountChangeRequired'
  | 'noTrialLeft';

/** Why somebody may not start a trial now (product.md 3.10); null: they may. */
export function trialRefusal(
  applicant: TrialApplicant,
  rules: TrialRules,
  runningTrials: number,
): TrialRefusal | null {
  if (!rules.enabled) return 'trialsOff';
  if (applicant.isAdministrator) return 'administrator';
  if (applicant.isPermanent) return 'permanent';
  if (applicant.hadTrial) return 'hadTrial';
  if (applicant.hasSubscribed) return 'subscribedBefore';
  if (applicant.isFlagged) return 'accountChangeRequired';
  return rules.maxMembers > 0 && runningTrials >= rules.maxMembers ? 'noTrialLeft' : null;
}

/** Whether buying has to wait for a trial. Nobody is sent to a trial that they can never have. */
export function needsTrialFirst(applicant: TrialApplicant, rules: TrialRules): boolean {
  const isForNewcomers = rules.enabled && rules.force && !applicant.isAdministrator;
  return isForNewcomers && !applicant.hadTrial && !applicant.hasSubscribed && !applicant.isPermanent;
}
