import { reject } from '../../../../service-kit/errors/user-errors';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { getCatalogue } from '../catalogues/catalogue-lists.service';
import type { Catalogue } from '../catalogues/catalogue.entity';
import type { ImportPricesInput } from '../generated/types';
import { createEstimateInputCheck, TEXT_LIMITS } from '../input-check';
import { rowsToApply } from './apply-rows';
import { applyLater, checkReady, isLarge } from './apply-later';
import { getImport, lockImport } from './found-import';
import type { ImportRecord } from './import-records';
import { writePrices } from './price-rows';

/** What `importPrices` answers: a price list, or the job that fills it. */
interface Imported {
  readonly import: ImportRecord;
  readonly catalogue: Catalogue | null;
  readonly job: { readonly id: string } | null;
}

async function importedBefore(ctx: Context, record: ImportRecord): Promise<Imported> {
  const { madeCatalogue } = record;
  if (madeCatalogue === null) {
    throw reject('ALREADY_APPLIED', 'importId', 'The import has become an estimate. Preview the file again.');
  }
  return { import: record, catalogue: await ctx.loaders.catalogues.load(madeCatalogue), job: null };
}

/**
 * Makes a version of a price list of what an import has shown: all of it, or nothing; once. Of many rows a job makes it.
 *
 * @throws InputRejected for what is to be mended; GraphQLError NOT_FOUND
 */
export async function importPrices(ctx: Context, input: ImportPricesInput): Promise<Imported> {
  const record = await getImport(ctx, input.importId);
  if (input.catalogueId != null) await getCatalogue(ctx, input.catalogueId);
  if (record.state === 'APPLIED') return importedBefore(ctx, record);
  if (record.state !== 'APPLYING') checkReady(record);
  if (record.estimateId !== null)
    throw reject(
      'IMPORT_IS_OF_DRAFT',
      'importId',
      'The import goes into a draft. Preview the file without one.',
    );
  if (input.catalogueId == null && !input.name?.trim())
    throw reject('REQUIRED', 'name', 'Give the name of the new price list, or the id of one that is there.');
  const check = createEstimateInputCheck();
  check.text(input.name, TEXT_LIMITS.name, ['name']);
  check.text(input.note, TEXT_LIMITS.reason, ['note']);
  check.finish();
  if (record.state === 'APPLYING' || isLarge(record)) {
    const later = await applyLater(ctx, record, { prices: input });
    return later.state === 'APPLIED'
      ? importedBefore(ctx, later)
      : { import: later, catalogue: null, job: later.applyJobId === null ? null : { id: later.applyJobId } };
  }
  const rows = await rowsToApply(ctx, record, input);
  return withTransaction(ctx, async (ctx): Promise<Imported> => {
    const locked = await lockImport(ctx, record.id);
    if (locked.state === 'APPLIED') return importedBefore(ctx, locked);
    return { ...(await writePrices(ctx, locked, rows, input)), job: null };
  });
}
