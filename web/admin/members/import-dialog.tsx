import { createEffect, createSignal, on, onCleanup } from 'solid-js';
import { createSiteInfo } from '../../site/data.ts';
import { api } from '../../ui/api.ts';
import { Button } from '../../ui/button.tsx';
import { TextArea, TextField } from '../../ui/field.tsx';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { csvText, saveFile } from '../parts/csv.ts';
import { decodeText } from './decode-text.ts';
import { createImportPreview, ImportPreview } from './import-preview.tsx';
import { words } from './words.ts';

const TYPING_MS = 400;

/** Makes members of a file, all or none, after saying what it would make and what is wrong with it. */
export function ImportDialog(props: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const reload = createReload();
  const [text, setText] = createSignal('');
  const [settled, setSettled] = createSignal('');
  const [fileError, setFileError] = createSignal<string | undefined>();
  createEffect(
    on(
      () => props.isOpen,
      () => {
        setText('');
        setFileError(undefined);
      },
    ),
  );
  createEffect(() => {
    const typed = text();
    const timer = setTimeout(() => setSettled(typed), TYPING_MS);
    onCleanup(() => clearTimeout(timer));
  });
  const preview = createImportPreview(() => (props.isOpen ? settled() : ''));
  const canImport = () =>
    text() === settled() && !preview.isPending && isImportable(preview.data?.counts, preview.isError);
  async function readFile(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    try {
      setText(decodeText(new Uint8Array(await file.arrayBuffer())));
      setFileError(undefined);
    } catch {
      setFileError(words().import.fileUnread);
    }
  }
  async function run(): Promise<void> {
    const done = await api.admin.members.import.mutate({ text: text() });
    tell(words().import.done(done.made, done.there));
    await reload();
  }
  return (
    <ActionDialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={words().import.title}
      action={words().import.action}
      isWaiting={!canImport()}
      run={run}
      wide
    >
      <Explanation />
      <TextField
        label={words().import.file}
        type="file"
        class="py-2"
        accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
        error={fileError()}
        onChange={(event) => void readFile(event.currentTarget.files?.[0])}
      />
      <TextArea
        label={words().import.text}
        rows={5}
        class="font-mono text-sm"
        spellcheck={false}
        value={text()}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <ImportPreview preview={preview} isAsked={settled() !== ''} />
    </ActionDialog>
  );
}

function isImportable(
  counts: { readonly made: number; readonly problems: number } | undefined,
  hasFailed: boolean,
): boolean {
  return !hasFailed && counts !== undefined && counts.made > 0 && counts.problems === 0;
}

function Explanation() {
  const site = createSiteInfo();
  const zone = () => (site.isPending ? '' : (site.data?.timeZone ?? ''));
  const saveTemplate = () => saveFile(words().import.templateFile, csvText(words().import.headings, []));
  return (
    <div class="grid justify-items-start gap-2">
      <p>{words().import.help}</p>
      <p class="text-ink-soft">{words().import.until(zone())}</p>
      <Button size="small" onClick={saveTemplate}>
        {words().import.template}
      </Button>
    </div>
  );
}
