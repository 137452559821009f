import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { cacheExchange, createClient, fetchExchange } from '@urql/core';
import { ClientError, GraphQLClient } from 'graphql-request';
import { connectIdentity } from '../../subgraphs/identity/src/data-source';
import { openCompany, type Company } from '../../testkit/company';
import { useProduct } from '../../testkit/product';
import { createRelay, PROJECTS_PAGE, type ProjectsPage } from './relay';

/*
 * The clients frontends use, with the settings their own documentation starts with, against the whole product.
 */

const CREATE = /* GraphQL */ `
  mutation Create($input: CreateProjectInput!) {
    createProject(input: $input) {
      project {
        id
        name
      }
      userErrors {
        code
        path
      }
    }
  }
`;
const PAGE = /* GraphQL */ `
  query Page($first: Int!, $after: String) {
    projects(first: $first, after: $after, orderBy: CREATED_AT_ASC) {
      edges {
        cursor
        node {
          id
          name
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
`;
const UNKNOWN = /* GraphQL */ `
  query Unknown {
    me {
      id
    }
    project(id: "019a0000-0000-7000-8000-000000000000") {
      name
    }
  }
`;

interface Page {
  projects: { edges: { node: { name: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
}

describe('real clients', () => {
  const product = useProduct('all in one process');
  let company: Company;
  let uri: string;
  let headers: Record<string, string>;

  beforeAll(async () => {
    const identity = await connectIdentity(await product.database.urlFor('identity'));
    company = await openCompany(product.url, identity);
    await identity.destroy();
    uri = `${product.url}/graphql`;
    headers = { authorization: `Bearer ${company.tokens.owner}` };
    const client = new GraphQLClient(uri, { headers });
    for (const name of ['Attic', 'Barn', 'Cellar']) await client.request(CREATE, { input: { name } });
  });

  it('Apollo Client pages by relayStylePagination, normalises, and tells errors by their codes', async () => {
    const client = new ApolloClient({
      link: new HttpLink({ uri, headers }),
      cache: new InMemoryCache({
        typePolicies: { Query: { fields: { projects: relayStylePagination(['orderBy']) } } },
      }),
    });
    const query = gql(PAGE);
    const first = await client.query<Page>({ query, variables: { first: 2 } });
    const { endCursor, hasNextPage } = first.data!.projects.pageInfo;
    expect(hasNextPage).toBe(true);
    await client.query({ query, variables: { first: 2, after: endCursor }, fetchPolicy: 'network-only' });
    const all = client.readQuery<Page>({ query, variables: { first: 2 } });
    expect(all!.projects.edges.map(({ node }) => node.name)).toEqual(['Attic', 'Barn', 'Cellar']);

    const refused = client.mutate({ mutation: gql(CREATE), variables: { input: { name: '' } } });
    expect((await refused).data).toMatchObject({ createProject: { userErrors: [{ path: ['name'] }] } });
    const unknown = await client.query({ query: gql(UNKNOWN), errorPolicy: 'all' });
    expect(unknown.data).toMatchObject({ me: { id: expect.any(String) }, project: null });
    expect(CombinedGraphQLErrors.is(unknown.error) && unknown.error.errors[0]?.extensions).toMatchObject({
      code: 'NOT_FOUND',
    });
    client.stop();
  });

  it('urql reads, refuses and reports partial data', async () => {
    const client = createClient({
      url: uri,
      exchanges: [cacheExchange, fetchExchange],
      fetchOptions: { headers },
      preferGetMethod: false,
    });
    const page = await client.query<Page>(PAGE, { first: 1 }).toPromise();
    expect(page.error).toBeUndefined();
    expect(page.data!.projects.edges[0]!.node.name).toBe('Attic');
    const unknown = await client.query(UNKNOWN, {}).toPromise();
    expect(unknown.data).toMatchObject({ project: null });
    expect(unknown.error?.graphQLErrors[0]?.extensions['code']).toBe('NOT_FOUND');
    const wrong = await client.query('query Wrong { nothing }', {}).toPromise();
    expect(wrong.error?.graphQLErrors[0]?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('graphql-request reads, and throws with codes', async () => {
    const client = new GraphQLClient(uri, { headers });
    const page = await client.request<Page>(PAGE, { first: 3 });
    expect(page.projects.edges).toHaveLength(3);
    const anonymous = new GraphQLClient(uri);
    const refused = await anonymous.request(PAGE, { first: 3 }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ClientError);
    expect((refused as ClientError).response.errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });

  it('Relay pages through a connection by its own handler', async () => {
    const relay = createRelay(uri, headers);
    const first = await relay.fetch<ProjectsPage>(PROJECTS_PAGE, { first: 2 });
    expect(first.projects.edges.map(({ node }) => node.name)).toEqual(['Attic', 'Barn']);
    const second = await relay.fetch<ProjectsPage>(PROJECTS_PAGE, {
      first: 2,
      after: first.projects.pageInfo.endCursor,
    });
    const names = second.projects.edges.map(({ node }) => node.name);
    expect(names).toEqual(['Attic', 'Barn', 'Cellar']);
  });
});
