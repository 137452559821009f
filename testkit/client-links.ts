import type { Viewer } from '../service-kit/auth/viewer';
import type { TestEstimates } from './estimates';
import { dataOf } from './subgraph';

/** What tests of clients' links begin with. */
export interface ClientLinks {
  /** Makes an estimate and sends it. */
  sent(viewer: Viewer, content?: object): Promise<{ id: string; contentHash: string }>;
  /** Makes a link; answers its id and token, too. */
  link(viewer: Viewer, estimateId: string, input?: object): Promise<{ id: string; token: string }>;
  /** Asks for what a link leads to, as somebody without an account. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into answers of every shape
  look(token: string, fields?: string): Promise<any>;
  /** Runs a public mutation; answers its payload. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- likewise
  act(name: string, input: object, fields?: string): Promise<any>;
}

/** Makes them for a subgraph. */
export function clientLinksOf(graph: TestEstimates): ClientLinks {
  return {
    async sent(viewer, content = {}) {
      const lines = 'sections' in content ? {} : { positions: [{ name: 'A', unitPrice: '2' }] };
      const estimate = await graph.estimate(viewer, { ...lines, ...content });
      const input = { id: estimate.id };
      const payload = await graph.mutate(viewer, 'sendEstimate', input, 'estimate { contentHash }');
      expect(payload.userErrors).toEqual([]);
      return { id: estimate.id, contentHash: payload['estimate'].contentHash as string };
    },
    async link(viewer, estimateId, input = {}) {
      const wishes = { estimateId, ...input };
      const payload = await graph.mutate(viewer, 'createEstimateLink', wishes, 'url link { id }');
      expect(payload.userErrors).toEqual([]);
      return { id: payload['link'].id, token: (payload['url'] as string).split('/').at(-1) ?? '' };
    },
    async look(token, fields = 'state') {
      const query = `query ($token: String!) { clientEstimate(token: $token, language: EN) { ${fields} } }`;
      return dataOf(await graph.execute(null, query, { token })).clientEstimate;
    },
    act: async (name, input, fields = 'estimate { state }') =>
      dataOf(await graph.tryMutate(null, name, input, fields))[name],
  };
}

/** The codes of a payload's `userErrors`. */
export const codesOf = ({ userErrors }: { userErrors: { code: string }[] }): string[] =>
  userErrors.map(({ code }) => code);
