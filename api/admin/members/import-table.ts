import Papa from 'papaparse';
import {
  columnOf,
  type ImportColumn,
  importColumns,
  type ImportRow,
  type RowProblem,
} from '../../../domain/member/import-row.ts';

/** One file may bring so many people. */
const MOST_ROWS = 5000;
const DELIMITERS = [',', ';', '\t'];

export interface ImportTable {
  readonly rows: readonly ImportRow[];
  /** Headings that mean no column of an import: what stands below them is not read. */
  readonly ignored: readonly string[];
  readonly problems: readonly RowProblem[];
}

/** A text of comma, semicolon or tab separated values as rows; the headings may stand in any order. */
export function readTable(text: string): ImportTable {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: delimiterOf(text) });
  const [headings = [], ...lines] = data;
  const columns = headings.map(columnOf);
  const ignored = headings
    .map((heading) => heading.trim())
    .filter((name) => name !== '' && columnOf(name) === null);
  const broken = errors.map(({ row = 0 }) =>
    problem(row + 1, 'row', 'A quotation mark opens or closes here wrongly'),
  );
  const problems = [...headingProblems(columns), ...broken];
  if (problems.length > 0) return { rows: [], ignored, problems };
  const filled = lines
    .map((cells, index) => ({ row: index + 2, cells: cells.map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  return {
    rows: filled.map((line) => rowOf(line, columns)),
    ignored,
    problems: lineProblems(filled, headings.length),
  };
}

interface Line {
  readonly row: number;
  readonly cells: readonly string[];
}

/** The one under which the headings mean most columns. */
function delimiterOf(text: string): string {
  const known = (delimiter: string) =>
    (Papa.parse<string[]>(text, { delimiter, preview: 1 }).data[0] ?? []).filter(
      (name) => columnOf(name) !== null,
    ).length;
  return DELIMITERS.reduce((best, next) => (known(next) > known(best) ? next : best));
}

function headingProblems(columns: readonly (ImportColumn | null)[]): readonly RowProblem[] {
  const twice = importColumns.filter((name) => columns.filter((column) => column === name).length > 1);
  const missing: ImportColumn[] = columns.includes('email') ? [] : ['email'];
  if (!columns.includes('until') && !columns.includes('permanent')) missing.push('until');
  return [
    ...missing.map((name) => problem(1, name, 'There is no column with this heading in the first row')),
    ...twice.map((name) => problem(1, name, 'Two columns have this heading')),
  ];
}

function lineProblems(lines: readonly Line[], width: number): readonly RowProblem[] {
  const [last] = lines.slice(MOST_ROWS);
  return [
    ...(lines.length === 0 ? [problem(2, 'row', 'There is nobody below the headings')] : []),
    ...(last === undefined ? [] : [problem(last.row, 'row', `At most ${MOST_ROWS} people at once`)]),
    ...lines
      .filter(({ cells }) => cells.slice(width).some((cell) => cell !== ''))
      .map(({ row }) => problem(row, 'row', 'More cells than there are headings')),
  ];
}

function rowOf({ row, cells }: Line, columns: readonly (ImportColumn | null)[]): ImportRow {
  const cell = (name: ImportColumn) => [name, cells[columns.indexOf(name)] ?? ''];
  return { row, cells: Object.fromEntries(importColumns.map(cell)) as ImportRow['cells'] };
}

function problem(row: number, field: RowProblem['field'], reason: string): RowProblem {
  return { row, field, reason };
}
