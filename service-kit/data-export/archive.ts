import { readTable, type ToldPart, type Whose } from './read-table';
import { isTold, type DataExport, type Omission, type TableExport } from './table-export';
import { zipStream, type ZipEntry } from './zip-stream';

/** Where an archive gets its rows, and how it tells how far it is. */
export interface ArchivePlan {
  readonly parts: readonly ToldPart[];
  /** The organisations, each with its folder; '' for none of its own. */
  readonly places: readonly { readonly folder: string; readonly whose: Whose }[];
  /** The first words of `README.txt`. */
  readonly about: string;
  readonly signal: AbortSignal;
  onProgress(percent: number, rows: number): Promise<void>;
}

/** A file of an archive grows no larger, so that every program opens it. */
const MAX_FILE_BYTES = 1_000_000_000;

interface Task {
  readonly part: ToldPart;
  readonly table: TableExport;
  readonly whose: Whose;
  readonly path: string;
}

/** The tables that are told of somebody, or of an organisation. One of somebody's rows that others may have made is read twice. */
function* tablesFor(all: readonly DataExport[], isPersons: boolean): Generator<TableExport> {
  for (const table of all.filter(isTold)) {
    const { person, madeBy, isPrivate, ...rest } = table;
    if (!isPersons) {
      if (isPrivate !== true) yield table;
      continue;
    }
    if (person !== undefined) yield { ...rest, person };
    if (madeBy !== undefined) yield { ...rest, madeBy };
  }
}

function tasksOf({ parts, places }: ArchivePlan): Task[] {
  return places.flatMap(({ folder, whose }, place) =>
    parts.flatMap((part) =>
      [...tablesFor(part.dataExports, whose.personId !== null)]
        // What is a person's in all organisations is told once.
        .filter(({ of }) => whose.personId === null || of === undefined || place === 0)
        .map((table) => {
          const where = whose.personId !== null && table.of !== undefined ? 'account' : folder;
          const isOthers = whose.personId !== null && table.person === undefined;
          const name = `${table.table.replace('.', '/')}${isOthers ? '.by_you' : ''}`;
          const path = [where, table.table.includes('.') ? '' : part.name, name].filter(Boolean).join('/');
          return { part, table, whose, path };
        }),
    ),
  );
}

/**
 * Writes an archive: `README.txt`, then a file of JSON lines for each table, empty ones left out. Its bytes come as they are read.
 *
 * @returns the bytes of a zip
 */
export async function* writeArchive(plan: ArchivePlan): AsyncGenerator<Buffer> {
  yield* zipStream(entriesOf(plan));
}

async function* entriesOf(plan: ArchivePlan): AsyncGenerator<ZipEntry> {
  const tasks = tasksOf(plan);
  let rows = 0;
  yield { name: 'README.txt', content: once(`${plan.about}\n\n${OMISSIONS}\n`) };
  for (const [index, { part, table, whose, path }] of tasks.entries()) {
    const pages = readTable(part, table, whose, plan.signal)[Symbol.asyncIterator]();
    let page = await pages.next();
    for (let number = 1; !page.done && page.value.length > 0; number += 1) {
      const name = number === 1 ? `${path}.jsonl` : `${path}.${number}.jsonl`;
      const file = async function* (): AsyncGenerator<string> {
        for (let bytes = 0; !page.done && bytes < MAX_FILE_BYTES; page = await pages.next()) {
          const text = page.value.map((line) => `${line}\n`).join('');
          rows += page.value.length;
          bytes += text.length;
          yield text;
          await plan.onProgress((100 * index) / tasks.length, rows);
        }
      };
      yield { name, content: file() };
    }
    await plan.onProgress((100 * (index + 1)) / tasks.length, rows);
  }
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

const REASONS: Record<Omission, string> = {
  SECRET: 'passwords, tokens, keys and their hashes: whoever has this file could get in by them',
  MACHINERY: 'what the product needs to work and is over in days: queues, leases, attempts',
  DERIVED: 'what is made anew from what is here: sums of searching and sorting',
  ELSEWHERE: 'the audit, which has a file of its own (auditExport)',
};

const OMISSIONS = `Each file holds one table, one row a line, as JSON. Left out:\n${Object.values(REASONS)
  .map((reason) => `- ${reason}`)
  .join('\n')}`;
