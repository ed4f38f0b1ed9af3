import { createSignal } from 'solid-js';
import { createStore, produce } from 'solid-js/store';
import { type Failure, readFailure } from './failure.ts';

type Reasons = Readonly<Record<string, string>>;

export interface FormOptions<Values extends object> {
  readonly initial: Values;
  /** Field -> what is wrong. An empty object may be sent. */
  readonly check?: (values: Values) => Reasons;
  readonly send: (values: Values) => Promise<void>;
  /** Puts a failure into the reader's words; the default keeps the server's. */
  readonly explain?: (failure: Failure) => { message: string | null; fields: Reasons };
}

/**
 * A form's values, the reasons beside its fields and one message for what belongs to no field. Typed text
 * is never lost: a refused send changes only the reasons, and the focus goes to the first wrong field.
 */
export function createForm<Values extends object>(options: FormOptions<Values>) {
  const [values, setValues] = createStore<Values>(structuredClone(options.initial));
  const [isBusy, setBusy] = createSignal(false);
  const { message, reasons, refuse, forget } = createReasons();

  function set<Key extends keyof Values & string>(key: Key, value: Values[Key]): void {
    setValues(
      produce((draft) => {
        draft[key] = value;
      }),
    );
    forget(key);
  }

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    if (isBusy()) return;
    const wrong = options.check?.(values) ?? {};
    refuse(null, wrong, form);
    if (Object.keys(wrong).length > 0) return;
    setBusy(true);
    try {
      await options.send({ ...values });
    } catch (error) {
      const failure = readFailure(error);
      const told = options.explain?.(failure) ?? failure;
      refuse(told.message, told.fields, form);
    } finally {
      setBusy(false);
    }
  }

  const reason = (field: keyof Values & string): string | undefined => reasons()[field];
  return { values, set, submit, message, isBusy, reason, reasons };
}

function createReasons() {
  const [reasons, setReasons] = createSignal<Reasons>({});
  const [message, setMessage] = createSignal<string | null>(null);
  return {
    reasons,
    message,
    forget: (key: string) =>
      setReasons((known) => Object.fromEntries(Object.entries(known).filter(([field]) => field !== key))),
    refuse: (text: string | null, fields: Reasons, form: HTMLFormElement) => {
      setMessage(text);
      setReasons(fields);
      queueMicrotask(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    },
  };
}
