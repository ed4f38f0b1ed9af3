import { Show } from 'solid-js';
import { Banner } from '../ui/banner.tsx';

/** What is wrong with the whole form and with none of its fields. */
export function FormMessage(props: { readonly text: string | null }) {
  return <Show when={props.text}>{(text) => <Banner tone="bad">{text()}</Banner>}</Show>;
}
