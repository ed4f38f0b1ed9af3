import { formatDay, formatExact } from '../ui/format.ts';
import { words } from './words/index.ts';

export interface DaySpanProps {
  readonly from: number;
  readonly to: number;
  readonly timeZone: string | undefined;
}

/** "1 March to 1 April"; the exact times are in the hint. */
export function DaySpan(props: DaySpanProps) {
  const exact = () =>
    words().progress.span(formatExact(props.from, props.timeZone), formatExact(props.to, props.timeZone));
  return (
    <span title={exact()}>
      {words().progress.span(formatDay(props.from, props.timeZone), formatDay(props.to, props.timeZone))}
    </span>
  );
}
