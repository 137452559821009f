import type { Viewer } from '../service-kit/auth/viewer';
import { dataOf, type Answer, type TestSubgraph } from './subgraph';

export interface Payload {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into payloads of every shape
  [field: string]: any;
  userErrors: { code: string; path: string[]; message: string }[];
}

/** Runs mutations of our shape: one `input`, a payload with `userErrors`. */
export interface Mutations {
  /** Runs a mutation `name(input: …)` and answers its payload; `fields` are asked for besides `userErrors`. */
  mutate(viewer: Viewer, name: string, input: object, fields?: string): Promise<Payload>;
  /** The same, with errors and statements. */
  tryMutate(viewer: Viewer | null, name: string, input: object, fields?: string): Promise<Answer>;
}

const USER_ERRORS = 'userErrors { code path message }';

/** Makes them for a subgraph. */
export function mutationsOf(graph: Pick<TestSubgraph, 'execute'>): Mutations {
  const tryMutate: Mutations['tryMutate'] = (viewer, name, input, fields = '') => {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input!`;
    const query = `mutation ($input: ${type}) { ${name}(input: $input) { ${fields} ${USER_ERRORS} } }`;
    return graph.execute(viewer, query, { input });
  };
  return {
    tryMutate,
    mutate: async (viewer, name, input, fields) => dataOf(await tryMutate(viewer, name, input, fields))[name],
  };
}
