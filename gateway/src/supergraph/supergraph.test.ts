import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { ApolloGateway } from '@apollo/gateway';
import { parse } from 'graphql';
import { projectRoot } from '../../../service-kit/process/paths';
import { startTinyGateway } from '../../../testkit/tiny-gateway';
import { tinySupergraph } from '../../../testkit/tiny-graph';
import '../reference/telemetry-off';
import { loadSupergraph, readSupergraph, SupergraphError } from './supergraph';

const COMMITTED = join(projectRoot, 'schema', 'supergraph.graphql');
const FEDERATION = `extend schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(
  url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@requiresScopes", "@policy"])`;

/** Composes one subgraph. */
function compose(sdl: string, header = FEDERATION): string {
  const { supergraphSdl, errors } = composeServices([
    { name: 'one', url: 'http://one.invalid', typeDefs: parse(`${header} ${sdl}`) },
  ]);
  if (!supergraphSdl) throw new Error(String(errors));
  return supergraphSdl;
}

describe('the committed supergraph', () => {
  it('names three subgraphs, and each root field says who may use it', () => {
    const { subgraphs } = readSupergraph(COMMITTED);
    expect(subgraphs.map(({ name }) => name).sort()).toEqual(['crm', 'estimates', 'identity']);
  });
});

describe('the copy for @apollo/gateway', () => {
  it('is needed: the original is refused', () => {
    const gateway = new ApolloGateway({ supergraphSdl: tinySupergraph(), logger: silent });
    return expect(gateway.load()).rejects.toThrow(/authenticated|requiresScopes/);
  });

  it('has no trace of the auth features, and the original keeps them', () => {
    const { sdl, gatewaySdl } = loadSupergraph(tinySupergraph(), 'tiny');
    for (const word of ['@authenticated', '@requiresScopes', 'requiresScopes__Scope']) {
      expect(sdl).toContain(word);
      expect(gatewaySdl).not.toContain(word);
    }
    expect(gatewaySdl).toContain('@public');
  });

  it('loses @policy and renamed features too, and nothing that is only called alike', async () => {
    const header = `extend schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(
      url: "https://specs.apollo.dev/federation/v2.9",
      import: [{ name: "@authenticated", as: "@loggedIn" }, { name: "@requiresScopes", as: "@can" }, "@policy"])`;
    const sdl = compose(
      `type Query { a: Int @loggedIn, b: Int @can(scopes: [["x"]]), authenticated: Int @loggedIn @policy(policies: [["p"]]) }
       scalar policyHolder`,
      header,
    );
    const { gatewaySdl } = loadSupergraph(sdl, 'renamed');
    expect(gatewaySdl).not.toMatch(/@loggedIn|@can|@policy|policy__|Scope\b/);
    expect(gatewaySdl).toContain('authenticated: Int');
    expect(gatewaySdl).toContain('scalar policyHolder');
    const gateway = new ApolloGateway({ supergraphSdl: gatewaySdl, logger: silent });
    await gateway.load();
    await gateway.stop();
  });
});

describe('root fields without an auth marker', () => {
  it('keep the gateway from starting, by name, in every root type', () => {
    const sdl = compose(
      `schema { query: Root mutation: Change } type Root { open: Int, closed: Int @authenticated } type Change { act: Int }`,
    );
    expect(() => loadSupergraph(sdl, 'graph.graphql')).toThrow(
      /root fields of the supergraph graph\.graphql have no auth marker: (Query\.open, Mutation\.act|Mutation\.act, Query\.open)\./,
    );
    expect(() => loadSupergraph(sdl, 'graph.graphql')).toThrow('UNMARKED_FIELDS=public');
  });

  it('are served when they are declared public', () => {
    const supergraph = loadSupergraph(compose('type Query { open: Int }'), 'graph', 'public');
    expect(supergraph.subgraphs).toEqual([{ graph: 'ONE', name: 'one', url: 'http://one.invalid' }]);
  });

  it('don’t include those with @policy', () => {
    const sdl = compose('type Query { a: Int @policy(policies: [["p"]]) }');
    expect(loadSupergraph(sdl, 'graph').auth.marks.get('Query.a')).toHaveLength(1);
  });

  it('include those marked by a directive that only shares its name with @public', () => {
    const sdl = compose('type Query { a: Int }').replace('a: Int', 'a: Int @public');
    expect(() => loadSupergraph(sdl, 'graph')).toThrow('Query.a');
  });
});

describe('a supergraph file that is not one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'supergraph-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const whole = tinySupergraph();

  it.each([
    ['missing', null, /does not exist.*npm run compose.*SUPERGRAPH_PATH/],
    ['empty', ' \n', /is empty/],
    ['truncated', whole.slice(0, whole.length / 2), /is not complete GraphQL .*Compose it again/],
    ['a subgraph', 'type Query { a: Int }', /is not a Federation 2 supergraph: it names no subgraphs/],
    ['JSON', '{"a":1}', /is not complete GraphQL/],
  ])('says so when it is %s', (what, text, words) => {
    const path = join(folder, `${what.replace(' ', '-')}.graphql`);
    if (text !== null) writeFileSync(path, text);
    expect(() => readSupergraph(path)).toThrow(SupergraphError);
    expect(() => readSupergraph(path)).toThrow(words);
  });

  it('says so when it is a folder', () => {
    expect(() => readSupergraph(folder)).toThrow("can't be read (EISDIR)");
  });

  it('says so when it parses but can’t be built', async () => {
    const broken = whole.replace('type Caller', 'type Called');
    const supergraph = loadSupergraph(broken, 'broken');
    const start = startTinyGateway('in-process', { supergraph });
    await expect(start).rejects.toThrow(SupergraphError);
    await expect(start).rejects.toThrow(/can't be built: .*Caller/s);
  });
});

const silent = { debug() {}, info() {}, warn() {}, error() {} };
