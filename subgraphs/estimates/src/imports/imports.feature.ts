import type { DataExport } from '../../../../service-kit/data-export/table-export';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { EstimatesFeature } from '../feature';
import type { Context } from '../context';
import { applyImport } from './apply.service';
import type { Estimate } from '../estimates/estimate.entity';
import type { ImportRecord } from './import-records';
import { getImport } from './found-import';
import { importPrices } from './import-prices.service';
import { encodingName, importRows, previewImport } from './imports.service';
import { runApply } from './apply-job';
import { runPreview } from './preview-job';
import { columnName } from './reading/row-facts';

const tableOf = ({ reading }: ImportRecord) => reading?.table ?? null;
const estimateOf = (ctx: Context, id: string | null) => (id === null ? null : ctx.loaders.estimates.load(id));

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'imports',
    columns:
      'id state file_id file_name estimate_id estimate_version mode choices error_code error_message applied_to created_by created_at made made_catalogue',
    omitted: { MACHINERY: 'job_id reading apply_job_id wish apply_errors' },
    madeBy: 'created_by',
  },
  { table: 'import_rows', leftOut: 'MACHINERY' },
  {
    table: 'import_mappings',
    columns: 'fingerprint columns used_at',
    order: 'fingerprint',
  },
];

export const feature = {
  name: 'imports',
  resolvers: {
    Query: { import: (_root, { id }, ctx) => getImport(ctx, id) },
    Mutation: {
      previewImport: (_root, { input }, ctx) => withUserErrors(() => previewImport(ctx, input)),
      applyImport: (_root, { input }, ctx) => withUserErrors(() => applyImport(ctx, input)),
      importPrices: (_root, { input }, ctx) => withUserErrors(() => importPrices(ctx, input)),
    },
    Import: {
      job: ({ jobId }) => ({ id: jobId }),
      error: ({ errorCode, errorMessage }) =>
        errorCode === null
          ? null
          : { severity: 'ERROR' as const, code: errorCode, cell: null, message: errorMessage ?? '' },
      estimate: ({ estimateId }, _args, ctx) => estimateOf(ctx, estimateId),
      appliedTo: ({ appliedTo }, _args, ctx) => estimateOf(ctx, appliedTo),
      estimates: async ({ made, appliedTo }, _args, ctx) => {
        const found = await ctx.loaders.estimates.loadMany([
          ...(made ?? (appliedTo === null ? [] : [appliedTo])),
        ]);
        return found.filter((each): each is Estimate => each !== null && !(each instanceof Error));
      },
      catalogue: ({ madeCatalogue }, _args, ctx) =>
        madeCatalogue === null ? null : ctx.loaders.catalogues.load(madeCatalogue),
      applyJob: ({ applyJobId }) => (applyJobId === null ? null : { id: applyJobId }),
      applyErrors: ({ applyErrors }) => [...(applyErrors ?? [])],
      sheets: ({ reading }) => [...(reading?.sheets ?? [])],
      sheet: ({ reading }) => reading?.sheet ?? null,
      headerRow: (record) => tableOf(record)?.headerRow ?? null,
      decimalSign: (record) => tableOf(record)?.decimalSign ?? null,
      encoding: ({ reading }) => (reading?.dialect ? encodingName(reading.dialect.encoding) : null),
      delimiter: ({ reading }) => reading?.dialect?.delimiter ?? null,
      columns: (record) =>
        (tableOf(record)?.columns ?? []).map((column) => ({
          ...column,
          column: columnName(column.column),
          samples: [...column.samples],
        })),
      summary: ({ reading }) => (reading ? { ...reading.counts, net: reading.summary.net } : null),
      foundCurrency: ({ reading }) => reading?.summary.currency ?? null,
      foundTaxRate: ({ reading }) => reading?.summary.tax?.rate ?? null,
      foundTaxIsIncluded: ({ reading }) => reading?.summary.tax?.isIncluded ?? null,
      notes: ({ reading }) => [...(reading?.summary.notes ?? [])],
      rows: (record, args, ctx) => importRows(ctx, record, args),
    },
    ImportRow: {
      code: ({ values }) => values?.code ?? null,
      name: ({ values }) => values?.name ?? null,
      description: ({ values }) => values?.description ?? null,
      kind: ({ outcome, values }) => values?.kind ?? (outcome === 'POSITION' ? 'WORK' : null),
      unit: ({ values }) => values?.unit ?? null,
      quantity: ({ values }) => values?.quantity ?? null,
      unitPrice: ({ values }) => values?.unitPrice ?? null,
      totalKind: ({ total }) => total?.kind ?? null,
      totalInFile: ({ total }) => total?.amount ?? null,
      totalOurs: ({ total }) => total?.ours ?? null,
      totalDifference: ({ total }) => total?.difference ?? null,
      issues: ({ issues }) => [...issues],
    },
    ImportRowConnection: { totalCount: ({ totalCount }) => totalCount() },
  },
  jobs: [runPreview, runApply],
  dataExports,
} satisfies EstimatesFeature;
