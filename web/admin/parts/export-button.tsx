import { createSignal } from 'solid-js';
import { Button } from '../../ui/button.tsx';
import { readFailure } from '../../ui/failure.ts';
import { formatNumber } from '../../ui/format.ts';
import { tell } from '../../ui/toast.tsx';
import { panelWords } from '../words.ts';
import { type CsvCell, csvText, saveFile } from './csv.ts';

export interface ExportButtonProps<Row> {
  readonly fileName: string;
  readonly header: readonly string[];
  readonly cells: (row: Row) => readonly CsvCell[];
  /** One step of the whole list; `next` goes into the following call. */
  readonly load: (after: string | null) => Promise<{ rows: readonly Row[]; next: string | null }>;
}

/** All that the filters find as a file, read in steps with the count in view. */
export function ExportButton<Row>(props: ExportButtonProps<Row>) {
  const [read, setRead] = createSignal<number | null>(null);
  async function run(): Promise<void> {
    const rows: (readonly CsvCell[])[] = [];
    setRead(0);
    try {
      let after: string | null = null;
      do {
        const step: { rows: readonly Row[]; next: string | null } = await props.load(after);
        rows.push(...step.rows.map((row) => props.cells(row)));
        setRead(rows.length);
        after = step.next;
      } while (after !== null);
      if (rows.length === 0) tell(panelWords().table.exportEmpty, 'neutral');
      else saveFile(props.fileName, csvText(props.header, rows));
    } catch (error) {
      tell(readFailure(error).message, 'bad');
    } finally {
      setRead(null);
    }
  }
  return (
    <Button size="small" busy={read() !== null} onClick={() => void run()}>
      {read() === null ? panelWords().table.export : panelWords().table.exporting(formatNumber(read() ?? 0))}
    </Button>
  );
}
