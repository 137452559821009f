import {
  Environment,
  fetchQuery,
  Network,
  RecordSource,
  Store,
  type ConcreteRequest,
  type OperationType,
} from 'relay-runtime';

/** What the Relay compiler makes of a page of projects with `@connection(key: "Projects_projects")`, written by hand. */
const PAGE_ARGUMENTS = ['after', 'first'].map((name) => ({
  kind: 'Variable',
  name,
  variableName: name,
}));
const ARGUMENTS = [...PAGE_ARGUMENTS, { kind: 'Literal', name: 'orderBy', value: 'CREATED_AT_ASC' }];
const scalar = (name: string) => ({ alias: null, args: null, kind: 'ScalarField', name, storageKey: null });
const linked = (name: string, concreteType: string, plural: boolean, selections: object[]) => ({
  alias: null,
  args: null,
  concreteType,
  kind: 'LinkedField',
  name,
  plural,
  selections,
  storageKey: null,
});
const CONNECTION = [
  linked('edges', 'ProjectEdge', true, [
    linked('node', 'Project', false, [scalar('id'), scalar('name'), scalar('__typename')]),
    scalar('cursor'),
  ]),
  linked('pageInfo', 'PageInfo', false, [scalar('endCursor'), scalar('hasNextPage')]),
];
const VARIABLES = ['after', 'first'].map((name) => ({ defaultValue: null, kind: 'LocalArgument', name }));

export const PROJECTS_PAGE = {
  kind: 'Request',
  fragment: {
    argumentDefinitions: VARIABLES,
    kind: 'Fragment',
    metadata: null,
    name: 'ProjectsPageQuery',
    type: 'Query',
    abstractKey: null,
    selections: [
      {
        ...linked('__Projects_projects_connection', 'ProjectConnection', false, CONNECTION),
        alias: 'projects',
        args: [{ kind: 'Literal', name: 'orderBy', value: 'CREATED_AT_ASC' }],
        storageKey: '__Projects_projects_connection(orderBy:"CREATED_AT_ASC")',
      },
    ],
  },
  operation: {
    argumentDefinitions: VARIABLES,
    kind: 'Operation',
    name: 'ProjectsPageQuery',
    selections: [
      { ...linked('projects', 'ProjectConnection', false, CONNECTION), args: ARGUMENTS },
      {
        alias: null,
        args: ARGUMENTS,
        filters: ['orderBy'],
        handle: 'connection',
        key: 'Projects_projects',
        kind: 'LinkedHandle',
        name: 'projects',
      },
    ],
  },
  params: {
    cacheID: 'projects-page',
    id: null,
    metadata: {},
    name: 'ProjectsPageQuery',
    operationKind: 'query',
    text: `query ProjectsPageQuery($first: Int!, $after: String) {
      projects(first: $first, after: $after, orderBy: CREATED_AT_ASC) {
        edges { node { id name __typename } cursor }
        pageInfo { endCursor hasNextPage }
      }
    }`,
  },
} as unknown as ConcreteRequest;

export interface ProjectsPage {
  projects: { edges: { node: { name: string } }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
}

/** A Relay environment with a network layer as Relay's guide has it. */
export function createRelay(url: string, headers: Record<string, string>) {
  const environment = new Environment({
    network: Network.create(async ({ text }, variables) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ query: text, variables }),
      });
      return response.json() as never;
    }),
    store: new Store(new RecordSource()),
  });
  return {
    fetch: async <T>(query: ConcreteRequest, variables: object): Promise<T> =>
      (await fetchQuery<OperationType>(environment, query, variables).toPromise()) as T,
  };
}
