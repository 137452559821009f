import { buffer } from 'node:stream/consumers';
import { localChanges } from '../service-kit/changes/changes';
import { openFile } from '../service-kit/files/files';
import { bindRunners, runNextJob } from '../service-kit/jobs/run-job';
import type { Viewer } from '../service-kit/auth/viewer';
import { runExport } from '../subgraphs/estimates/src/exports/export-job';
import type { TestEstimates } from './estimates';
import { dataOf } from './subgraph';

/** The steps of an export, as a client goes them. */
export interface TestExports {
  /** Asks for a file; answers the job's id. */
  ask(viewer: Viewer, input: object): Promise<string>;
  /** Runs the organisation's next export; answers whether there was one. */
  work(viewer: Viewer): Promise<boolean>;
  /** Asks for what an export made. */
  exported(viewer: Viewer, jobId: string): ReturnType<TestEstimates['execute']>;
  /** The bytes that its link leads to. */
  download(viewer: Viewer, jobId: string): Promise<Buffer>;
}

/** Makes them for a subgraph of estimates. */
export function exportsOf(graph: TestEstimates): TestExports {
  const exported: TestExports['exported'] = (viewer, jobId) =>
    graph.execute(viewer, `{ exportedFile(jobId: "${jobId}") { name size sha256 url urlExpiresAt } }`);
  return {
    exported,
    async ask(viewer, input) {
      const { job, userErrors } = await graph.mutate(viewer, 'exportEstimate', input, 'job { id }');
      expect(userErrors).toEqual([]);
      return job.id as string;
    },
    work({ orgId }) {
      const { source, log } = graph.parts;
      const { files, links } = graph.kept();
      const [runner] = bindRunners([runExport], { files, links, changes: localChanges() });
      if (!runner) throw new Error('There is no runner.');
      const stop = new AbortController().signal;
      return runNextJob({ source }, runner, orgId, { changes: localChanges(), log, stop });
    },
    async download(viewer, jobId) {
      const { files, links } = graph.kept();
      const { url } = dataOf(await exported(viewer, jobId)).exportedFile as { url: string };
      const target = links.read(url.split('/').at(-1) ?? '');
      if (target.kind !== 'file') throw new Error(`The link leads to nothing: ${target.kind}`);
      expect(target.orgId).toBe(viewer.orgId);
      return buffer(await openFile(files, target.orgId, target.fileId));
    },
  };
}
