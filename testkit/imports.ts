import { Readable } from 'node:stream';
import { localChanges } from '../service-kit/changes/changes';
import { claimUpload, receiveUpload } from '../service-kit/files/uploads';
import type { Viewer } from '../service-kit/auth/viewer';
import type { JobRunner } from '../service-kit/jobs/job-kind';
import { bindRunners, runNextJob } from '../service-kit/jobs/run-job';
import type { EstimatesJobParts } from '../subgraphs/estimates/src/context';
import { UPLOAD_RULES } from '../subgraphs/estimates/src/files/upload-purposes';
import { runApply } from '../subgraphs/estimates/src/imports/apply-job';
import { runPreview } from '../subgraphs/estimates/src/imports/preview-job';
import type { TestEstimates } from './estimates';
import { dataOf } from './subgraph';
import type { Payload } from './mutations';

const FIELDS = `id state error { code message } fileName mode sheet headerRow decimalSign encoding delimiter
  sheets { name isHidden } columns { column header field confidence origin isHidden samples }
  summary { rows sections positions totals skipped errors warnings differences added changed conflicts missing net }
  foundCurrency foundTaxRate foundTaxIsIncluded notes { severity code message } estimate { id } appliedTo { id }
  estimates { id title } applyJob { id } applyErrors { code message }
  rows(first: 100) { totalCount edges { node {
    row outcome reason change text depth code name description kind unit quantity unitPrice amount
    totalKind totalInFile totalOurs totalDifference issues { severity code cell message } } } }`;

/** The steps of an import, as a client goes them. */
export interface TestImports {
  /** Sends a file; answers its id. */
  send(viewer: Viewer, name: string, bytes: Buffer): Promise<string>;
  /** Asks for a preview, runs its job, and answers what is shown. */
  preview(viewer: Viewer, uploadId: string, input?: object): Promise<Payload>;
  /** What an import shows now. */
  show(viewer: Viewer, id: string): Promise<Payload>;
  apply(viewer: Viewer, input: object): Promise<Payload>;
  /** Runs the job that applies one. @returns whether there was one */
  runApply(viewer: Viewer): Promise<boolean>;
}

/** Sends a small file past HTTP; answers its id. */
export async function sentFile(
  graph: TestEstimates,
  viewer: Viewer,
  name = 'a.csv',
  bytes: Buffer = Buffer.from('Name;Quantity;Price\nA;1;2\n'),
  purpose: keyof typeof UPLOAD_RULES = 'IMPORT',
): Promise<string> {
  const { files } = graph.kept();
  const input = { purpose, name, size: bytes.length };
  const { upload } = await graph.mutate(viewer, 'createUpload', input, 'upload { id }');
  const claim = await claimUpload(files, viewer.orgId, upload.id);
  if (claim.kind !== 'claimed') throw new Error(claim.kind);
  await receiveUpload(files, viewer.orgId, claim, UPLOAD_RULES[purpose], Readable.from([bytes]));
  return upload.id as string;
}

/** Runs the organisation's next job of previews, or of another kind. */
export function runPreviewOf(
  graph: TestEstimates,
  { orgId }: Viewer,
  which: JobRunner<EstimatesJobParts> = runPreview,
): Promise<boolean> {
  const { source, log } = graph.parts;
  const { files, links } = graph.kept();
  const [runner] = bindRunners([which], { files, links, changes: localChanges() });
  if (!runner) throw new Error('There is no runner.');
  const stop = new AbortController().signal;
  return runNextJob({ source }, runner, orgId, { changes: localChanges(), log, stop });
}

/** Makes them for a subgraph of estimates. */
export function useImports(graph: TestEstimates): TestImports {
  const show: TestImports['show'] = async (viewer, id) =>
    dataOf(await graph.execute(viewer, `{ import(id: "${id}") { ${FIELDS} } }`)).import;
  return {
    show,
    send: (viewer, name, bytes) => sentFile(graph, viewer, name, bytes),
    async preview(viewer, uploadId, input = {}) {
      const asked = await graph.mutate(
        viewer,
        'previewImport',
        { uploadId, ...input },
        'import { id state } job { id }',
      );
      if (!asked['import']) return asked;
      expect(asked['import'].state).toBe('READING');
      await runPreviewOf(graph, viewer);
      return show(viewer, asked['import'].id);
    },
    apply: (viewer, input) =>
      graph.mutate(viewer, 'applyImport', input, 'import { id state } estimate { id version } job { id }'),
    runApply: (viewer) => runPreviewOf(graph, viewer, runApply),
  };
}
