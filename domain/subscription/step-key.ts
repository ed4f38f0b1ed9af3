import type { Step } from './facts.ts';

/** The subject of a step: troubles are kept by it, so that one failing subject holds up no other. */
export function stepKey(step: Step): string {
  switch (step.kind) {
    case 'placeMember':
      return 'place';
    case 'setAccess':
      return `access/${step.grantId}`;
    case 'sendNotice':
      return `notice/${step.key}`;
  }
}
