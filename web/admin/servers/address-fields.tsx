import { createSignal, Show } from 'solid-js';
import { api } from '../../ui/api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { readFailure } from '../../ui/failure.ts';
import { TextField } from '../../ui/field.tsx';
import { words } from './words.ts';

export interface Address {
  readonly baseUrl: string;
  readonly apiKey: string;
}

type Answer = Awaited<ReturnType<typeof api.admin.servers.test.mutate>>;

/** The last test and what it was about: it says nothing about an address typed since. */
export function createAddressTest(serverId: () => string | null, address: () => Address) {
  const [isBusy, setBusy] = createSignal(false);
  const [tested, setTested] = createSignal<{ of: Address; answer: Answer } | null>(null);
  const [reasons, setReasons] = createSignal<Readonly<Record<string, string>>>({});
  const isCurrent = () => {
    const of = tested()?.of;
    return of !== undefined && of.baseUrl === address().baseUrl && of.apiKey === address().apiKey;
  };
  async function run(): Promise<void> {
    const of = { ...address() };
    setBusy(true);
    setReasons({});
    setTested(null);
    try {
      const answer = await api.admin.servers.test.mutate({ serverId: serverId(), ...of });
      setTested({ of, answer });
      if (!answer.ok && answer.field !== null) setReasons({ [answer.field]: answer.message });
    } catch (error) {
      const failure = readFailure(error);
      setReasons(Object.keys(failure.fields).length > 0 ? failure.fields : { baseUrl: failure.message });
    } finally {
      setBusy(false);
    }
  }
  return {
    run,
    isBusy,
    answer: () => (isCurrent() ? tested()?.answer : undefined),
    hasPassed: () => isCurrent() && tested()?.answer.ok === true,
    isOutdated: () => tested() !== null && !isCurrent(),
    reasons,
    forget: () => {
      setTested(null);
      setReasons({});
    },
  };
}

export type AddressTest = ReturnType<typeof createAddressTest>;

export function AddressFields(props: {
  readonly address: Address;
  readonly set: (changes: Partial<Address>) => void;
  readonly test: AddressTest;
  readonly reasons: Readonly<Record<string, string>>;
  readonly isStored: boolean;
}) {
  const reason = (field: keyof Address) => props.reasons[field] ?? props.test.reasons()[field];
  return (
    <>
      <TextField
        label={words().address.baseUrl}
        type="url"
        inputmode="url"
        autocomplete="off"
        placeholder="http://"
        help={words().address.baseUrlHelp}
        value={props.address.baseUrl}
        error={reason('baseUrl')}
        onInput={(event) => props.set({ baseUrl: event.currentTarget.value.trim() })}
      />
      <TextField
        label={words().address.apiKey}
        type="password"
        autocomplete="off"
        help={props.isStored ? words().address.apiKeyKept : words().address.apiKeyHelp}
        value={props.address.apiKey}
        error={reason('apiKey')}
        onInput={(event) => props.set({ apiKey: event.currentTarget.value.trim() })}
      />
      <div class="flex flex-wrap items-center gap-3">
        <Button busy={props.test.isBusy()} onClick={() => void props.test.run()}>
          {words().address.test}
        </Button>
        <p role="status" class="text-sm text-ink-soft">
          <Show when={props.test.isBusy()}>{words().address.testing}</Show>
          <Show when={props.test.isOutdated()}>{words().address.testAgain}</Show>
        </p>
      </div>
      <Show when={props.test.answer()}>{(answer) => <TestAnswer answer={answer()} />}</Show>
    </>
  );
}

function TestAnswer(props: { readonly answer: Answer }) {
  const passed = () => (props.answer.ok ? props.answer : undefined);
  return (
    <Show
      when={passed()}
      fallback={<Banner tone="bad">{props.answer.ok ? '' : props.answer.message}</Banner>}
    >
      {(answer) => (
        <Banner tone={answer().warnings.length > 0 ? 'warn' : 'good'}>
          <p class="font-semibold">{answer().summary}</p>
          {answer().warnings.map((warning) => (
            <p>{warning}</p>
          ))}
        </Banner>
      )}
    </Show>
  );
}
