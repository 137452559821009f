import type { Viewer } from '../../service-kit/auth/viewer';
import type { CrmDeps } from '../../subgraphs/crm/src/runtime';
import { dataOf } from '../subgraph';
import { viewerWith } from '../tokens';
import { useCrm, type CrmWorld } from './crm-world';

interface Card {
  id: string;
  kommoId: string;
  name: string;
}

/** A company with a copy of a Kommo account, and some of what is in it. */
export interface Copied {
  owner: Viewer;
  connectionId: string;
  leads: Card[];
  contacts: (Card & { phones: string[]; emails: string[] })[];
  companies: Card[];
  stages: { id: string; kommoId: string; pipelineId: string }[];
  users: { id: string; kommoId: string }[];
}

export interface WriteWorld {
  readonly world: CrmWorld;
  /** Kommo as it was in the beginning, and a new company with a copy of it. */
  copied(): Promise<Copied>;
  /** Runs one mutation field, `createLead(input: $input) { … }`. @returns its payload */
  run(viewer: Viewer, field: string, input: object): Promise<any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- answers
  /** What Kommo says under `/api/v4`; null for nothing. @param change what somebody changes there */
  theirs(path: string, change?: object): Promise<any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- answers
}

const PLACES = `{
  pipelines { edges { node { id stages { id kommoId } } } }
  crmUsers { edges { node { id kommoId isActive } } }
  leads(first: 5, orderBy: NAME_ASC) { edges { node { id kommoId name } } }
  contacts(first: 10, orderBy: NAME_ASC) { edges { node { id kommoId name phones emails } } }
  companies(first: 4, orderBy: NAME_ASC) { edges { node { id kommoId name } } } }`;

/** A small world to write in; Kommo's clock stands still. */
export function useWrites(more: Partial<CrmDeps['kommo']> = {}): WriteWorld {
  const world = useCrm(
    { contacts: 20, leads: 20, companies: 6, clock: 'virtual' },
    { writeSettleMs: 50, ...more },
  );
  return {
    world,
    async copied() {
      world.kommo.control.reset({ keep_tokens: true });
      world.kommo.control.clearFaults();
      const owner = viewerWith('owner');
      const connectionId = await world.connect(owner);
      await world.sync(owner, connectionId);
      world.kommo.control.clock({ advance_s: 60 });
      world.kommo.control.clearRequests();
      const data = dataOf(await world.graph.execute(owner, PLACES));
      const nodes = (list: { edges: { node: never }[] }) => list.edges.map(({ node }) => node);
      const users = nodes(data.crmUsers) as { id: string; kommoId: string; isActive: boolean }[];
      return {
        owner,
        connectionId,
        leads: nodes(data.leads),
        contacts: nodes(data.contacts),
        companies: nodes(data.companies),
        stages: nodes(data.pipelines).flatMap(({ id, stages }: { id: string; stages: object[] }) =>
          stages.map((stage) => ({ ...stage, pipelineId: id })),
        ) as Copied['stages'],
        users: users.filter(({ isActive }) => isActive),
      };
    },
    async run(viewer, field, input) {
      const name = /^\w+/.exec(field)?.[0] ?? '';
      const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`;
      const answer = await world.graph.execute(viewer, `mutation($input: ${type}) { ${field} }`, { input });
      return dataOf(answer)[name];
    },
    async theirs(path, change) {
      const token = world.kommo.issueLongLivedToken('acme-demo');
      const base = world.kommo.accountUrl.replace('{subdomain}', 'acme-demo');
      const response = await fetch(`${base}/api/v4${path}`, {
        ...(change ? { method: 'PATCH', body: JSON.stringify(change) } : {}),
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      });
      return response.status === 204 ? null : response.json();
    },
  };
}
