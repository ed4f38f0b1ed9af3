import { words } from '../words/index.ts';
import { type StepName, steps } from './wish.ts';

export function StepHead(props: { readonly step: StepName; readonly title: string }) {
  return (
    <div class="mb-5">
      <p class="text-sm text-ink-soft">
        {words().checkout.step(steps.indexOf(props.step) + 1, steps.length)}
      </p>
      <h2 tabindex="-1" class="font-display text-title font-extrabold tracking-tight outline-none">
        {props.title}
      </h2>
    </div>
  );
}
