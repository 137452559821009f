import type { DataSource } from 'typeorm';
import type { Viewer } from '../service-kit/auth/viewer';
import { localChanges } from '../service-kit/changes/changes';
import { newId } from '../service-kit/data/ids';
import { silentLogger } from '../service-kit/process/logger';
import { createExecutor } from '../service-kit/subgraph/subgraph';
import { createEstimates } from '../subgraphs/estimates/src/subgraph';
import type { TestFiles } from './files';
import { TO_CLIENTS } from './mail-keys';
import { factsFor, type TestParts } from './subgraph';

/** The estimates subgraph on the database of another one's tests: for what concerns both. */
export function estimatesBeside(
  { tokens }: Pick<TestParts, 'tokens'>,
  source: DataSource,
  files: TestFiles,
): (viewer: Viewer, query: string, variables?: Record<string, unknown>) => Promise<Record<string, unknown>> {
  const subgraph = createEstimates({
    source,
    verifier: tokens.verifier,
    log: silentLogger(),
    changes: localChanges(),
    leads: { exists: async () => true },
    ...files,
    ...TO_CLIENTS,
  });
  const run = createExecutor(subgraph, silentLogger(), 0);
  return async (viewer, query, variables) => {
    const { data, errors } = await run({ query, variables, facts: factsFor(tokens.sign(viewer)) });
    if (errors?.length) throw new Error(JSON.stringify(errors));
    return data as Record<string, unknown>;
  };
}

/** An estimate in a project that was sent and revised, with an export that waits. @returns the ids of what was made */
export async function makeSentEstimate(
  execute: ReturnType<typeof estimatesBeside>,
  viewer: Viewer,
): Promise<{ leadId: string; estimateId: string; projectId: string }> {
  const leadId = newId();
  const idIn = (payload: unknown, field: string) =>
    ((payload as Record<string, Record<string, { id: string }>>)[field] ?? {})[
      field === 'createProject' ? 'project' : 'estimate'
    ]?.id ?? '';
  const projectId = idIn(
    await execute(
      viewer,
      'mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { id } userErrors { code } } }',
      { input: { name: 'House', leadId } },
    ),
    'createProject',
  );
  const input = {
    title: 'Kitchen',
    currency: 'EUR',
    taxRate: '20',
    leadId,
    projectId,
    positions: [{ name: 'Work', unitPrice: '10' }],
  };
  const estimateId = idIn(
    await execute(
      viewer,
      'mutation ($input: CreateEstimateInput!) { createEstimate(input: $input) { estimate { id } userErrors { code } } }',
      { input },
    ),
    'createEstimate',
  );
  const steps = [
    'mutation ($id: ID!) { sendEstimate(input: { id: $id }) { userErrors { code } } }',
    'mutation ($id: ID!) { reviseEstimate(input: { id: $id }) { userErrors { code } } }',
    'mutation ($id: ID!) { exportEstimate(input: { estimateId: $id, format: CSV }) { userErrors { code } } }',
  ];
  for (const step of steps) await execute(viewer, step, { id: estimateId });
  return { leadId, estimateId, projectId };
}
