import { InputRejected, reject } from '../../../../service-kit/errors/user-errors';
import type { WritingContext } from '../context';
import { dayOrToday } from '../catalogues/catalogue-lists.service';
import { putPrices, readNote } from '../catalogues/catalogue-versions.service';
import type { Catalogue } from '../catalogues/catalogue.entity';
import { createCatalogue, lockCatalogue } from '../catalogues/catalogues.service';
import type { CataloguePriceInput, ImportPricesInput } from '../generated/types';
import { rememberColumns } from './apply-work';
import type { ImportRecord, ImportRowRecord } from './import-records';
import { wholeRows, type RowOutline } from './apply-rows';

/* Lines of a sheet as items of a price list. */

interface Priced {
  readonly row: number;
  readonly item: CataloguePriceInput;
}

const issueOf = ({ values }: ImportRowRecord, isKnown: boolean): { code: string; message: string } | null => {
  if (!values?.code)
    return { code: 'REQUIRED', message: 'The line has no code, by which a price list knows it.' };
  if (isKnown) return { code: 'DUPLICATE_CODE', message: `The code “${values.code}” occurs twice.` };
  if (values.unitPrice === undefined) return { code: 'REQUIRED', message: 'The line has no price.' };
  return null;
};

/** Errors that are told at once. */
const MOST_TOLD = 20;

/** @throws InputRejected for lines that can't be items; left out where that is wanted */
async function pricedRows(rows: AsyncIterable<ImportRowRecord>, leavesOut: boolean): Promise<Priced[]> {
  const seen = new Set<string>();
  const priced: Priced[] = [];
  const errors: { code: string; path: string[]; message: string }[] = [];
  for await (const each of rows) {
    if (each.outcome !== 'POSITION' || !each.values) continue;
    const { code = '', name, description, unit, kind, unitPrice, unitCost } = each.values;
    const issue = issueOf(each, seen.has(code ?? ''));
    if (issue) {
      if (!leavesOut && errors.length < MOST_TOLD)
        errors.push({ ...issue, path: ['importId'], message: `Row ${each.row}: ${issue.message}` });
      continue;
    }
    seen.add(code ?? '');
    const item = {
      code: code ?? '',
      name,
      description: description ?? null,
      unit: unit ?? null,
      kind: kind ?? 'WORK',
    };
    const prices = { unitPrice: unitPrice ?? null, ...(unitCost === undefined ? {} : { unitCost }) };
    priced.push({ row: each.row, item: { ...item, ...prices } as CataloguePriceInput });
  }
  if (errors.length > 0) throw new InputRejected(errors);
  if (priced.length === 0)
    throw reject('IMPORT_IS_EMPTY', 'importId', 'No row of the file is a line with a code and a price.');
  return priced;
}

async function listFor(ctx: WritingContext, input: ImportPricesInput): Promise<Catalogue> {
  if (input.catalogueId != null) return lockCatalogue(ctx, input.catalogueId, null);
  const { name, currency } = input;
  return (await createCatalogue(ctx, { name: name ?? '', ...(currency == null ? {} : { currency }) }))
    .catalogue;
}

/**
 * Puts an import's lines into a price list, as one version, in the open transaction.
 *
 * @throws InputRejected for what is to be mended; GraphQLError NOT_FOUND for a foreign price list
 */
export async function writePrices(
  ctx: WritingContext,
  record: ImportRecord,
  rows: readonly RowOutline[],
  input: ImportPricesInput,
): Promise<{ import: ImportRecord; catalogue: Catalogue }> {
  const list = await listFor(ctx, input);
  const found = record.reading?.summary.currency ?? null;
  if (found !== null && found !== list.currency) {
    const message = `The sheet is priced in ${found}, the price list in ${list.currency}: amounts are never mixed.`;
    throw reject('CURRENCY_DIFFERS', input.catalogueId == null ? 'currency' : 'catalogueId', message);
  }
  const priced = await pricedRows(wholeRows(ctx, record, rows), input.leaveOutErrors);
  const { catalogue } = await putPrices(
    ctx,
    list,
    priced.map(({ item }) => item),
    {
      validFrom: await dayOrToday(ctx, input.validFrom),
      note: readNote(input.note, ['note']),
      at: (index) => ['rows', String(priced[index]?.row)],
    },
  );
  if (input.remember) await rememberColumns(ctx, record);
  await ctx.transaction.query(
    `UPDATE estimates.imports SET state = 'APPLIED', made_catalogue = $3, made = '{}', apply_errors = NULL
      WHERE org_id = $1 AND id = $2`,
    [ctx.viewer.orgId, record.id, catalogue.id],
  );
  const done = { state: 'APPLIED', madeCatalogue: catalogue.id, made: [], applyErrors: null } as const;
  return { import: { ...record, ...done }, catalogue };
}
