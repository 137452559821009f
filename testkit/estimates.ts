import type { GraphQLFormattedError } from 'graphql';
import { localChanges } from '../service-kit/changes/changes';
import { newId } from '../service-kit/data/ids';
import type { Viewer } from '../service-kit/auth/viewer';
import { createEstimates } from '../subgraphs/estimates/src/subgraph';
import { estimatesEntities } from '../subgraphs/estimates/src/data-source';
import { TO_CLIENTS } from './mail-keys';
import { useFiles, type TestFiles } from './files';
import { mutationsOf, type Mutations } from './mutations';
import { useSubgraph, type TestSubgraph } from './subgraph';

/** The estimates subgraph on a database of its own, and the few steps most of its tests begin with. */
export interface TestEstimates extends TestSubgraph, Mutations {
  /** A lead that an organisation can see. */
  lead(viewer: Viewer): string;
  /** Where its files are kept; once the subgraph has started. */
  kept(): TestFiles;
  /** Makes an estimate; EUR, 20 % on top, one new lead, unless told otherwise. */
  estimate(viewer: Viewer, input?: Record<string, unknown>): Promise<MadeEstimate>;
}

export interface MadeEstimate {
  id: string;
  number: string;
  version: number;
  leadId: string;
  sections: { id: string; positions: { id: string }[] }[];
  positions: { id: string }[];
}

/** Where a mutation's answer and errors come together. */
export const errorsOf = (answer: { errors: readonly GraphQLFormattedError[] }): string[] =>
  answer.errors.map((error) => `${String(error.extensions?.['code'])} ${error.message}`);

/** Starts the subgraph with a directory of leads that knows what {@link TestEstimates.lead} made. */
export function useEstimates(): TestEstimates {
  const leads = new Map<string, string>();
  const filesOf = useFiles();
  let files: TestFiles | null = null;
  const graph = useSubgraph('estimates', estimatesEntities, ({ source, tokens, log }) =>
    createEstimates({
      source,
      verifier: tokens.verifier,
      log,
      changes: localChanges(),
      ...(files = filesOf(source)),
      ...TO_CLIENTS,
      leads: { exists: async (ctx, leadId) => leads.get(leadId) === ctx.viewer.orgId },
    }),
  );

  const { tryMutate, mutate } = mutationsOf(graph);
  const lead = (viewer: Viewer) => {
    const id = newId();
    leads.set(id, viewer.orgId);
    return id;
  };

  const kept = () => {
    if (!files) throw new Error('The subgraph has not started yet.');
    return files;
  };

  return Object.defineProperties(
    { tryMutate, mutate, lead, kept, estimate: makeEstimate },
    Object.getOwnPropertyDescriptors(graph),
  ) as unknown as TestEstimates;

  async function makeEstimate(viewer: Viewer, input: Record<string, unknown> = {}): Promise<MadeEstimate> {
    const leadId = String(input['leadId'] ?? lead(viewer));
    const fields = `estimate { id number version positions { id } sections { id positions { id } } }`;
    const whole = { title: 'Kitchen', currency: 'EUR', taxRate: '20', ...input, leadId };
    const payload = await mutate(viewer, 'createEstimate', whole, fields);
    if (!payload['estimate']) throw new Error(JSON.stringify(payload.userErrors));
    return { ...payload['estimate'], leadId };
  }
}
