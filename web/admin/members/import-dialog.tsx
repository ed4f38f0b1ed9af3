import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import { createSiteInfo } from '../../site/data.ts';
import { api } from '../../ui/api.ts';
import { Button } from '../../ui/button.tsx';
import { TextArea, TextField } from '../../ui/field.tsx';
import { randomKey } from '../../ui/random-key.ts';
import { tell } from '../../ui/toast.tsx';
import { createReload } from '../data.ts';
import { ActionDialog } from '../parts/action-dialog.tsx';
import { csvText, saveFile } from '../parts/csv.ts';
import { createRehearsal, Rehearsed } from '../parts/rehearsal.tsx';
import { decodeText } from './decode-text.ts';
import { ImportPreview } from './import-preview.tsx';
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
  // A file is too long for a key: each text is one version.
  const version = createMemo(() => (props.isOpen && settled() !== '' ? randomKey() : null));
  const preview = createRehearsal({
    name: 'import',
    asked: version,
    rehearse: (_, call) => api.admin.members.previewImport.mutate({ text: settled() }, call),
  });
  const canImport = () => text() === settled() && isImportable(preview.found()?.counts);
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
      <Rehearsed of={preview} first={words().import.first}>
        {(would) => <ImportPreview would={would()} />}
      </Rehearsed>
    </ActionDialog>
  );
}

function isImportable(counts: { readonly made: number; readonly problems: number } | undefined): boolean {
  return counts !== undefined && counts.made > 0 && counts.problems === 0;
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
