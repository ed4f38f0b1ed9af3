/** What a gateway says of something that it charges again and again (product.md 11.4). */
export type RecurringStatus =
  /** The first charge has not come yet. */
  | 'pending_approval'
  | 'active'
  /** A charge failed and is tried again. */
  | 'past_due'
  /** Nothing is charged until somebody wakes it again. */
  | 'suspended'
  /** Runs out by itself. */
  | 'cancelled_at_period_end'
  | 'ended'
  /** Over before its first charge. */
  | 'abandoned';

/** Whether nothing will be charged any more. */
export function isOver(status: RecurringStatus): boolean {
  return status === 'ended' || status === 'abandoned';
}

/** Whether it can be stopped: it may still charge. */
export function canBeCancelled(status: RecurringStatus): boolean {
  return !isOver(status) && status !== 'cancelled_at_period_end';
}

/**
 * Whether stopping lets it run to the end of what is charged for. One that is not charged now has no such end:
 * it is stopped at once. The paid time here is not touched either way.
 */
export function runsOut(status: RecurringStatus): boolean {
  return status === 'active';
}
