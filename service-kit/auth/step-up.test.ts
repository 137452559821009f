import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql } from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import { gql } from 'graphql-tag';
import { openRates } from '../../testkit/open-rates';
import { viewerWith } from '../../testkit/tokens';
import { AuthMarkerError } from './rule-context';
import { shieldFromDirectives } from './rules';
import { demandFresh } from './step-up';
import type { Viewer } from './viewer';

const HEADER = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated", "@requiresScopes"])
  directive @public on FIELD_DEFINITION
  directive @stepUp on FIELD_DEFINITION
`;
const SDL = `${HEADER}
  type Query { a: String @public }
  type Mutation {
    plain: String @authenticated
    dangerous: String @requiresScopes(scopes: [["crm:connect"]]) @stepUp
  }
`;
const FRESH = viewerWith('owner');
const STALE = { ...FRESH, sessionId: 'stale' };
const isFresh = async ({ sessionId }: Pick<Viewer, 'sessionId'>) => sessionId !== 'stale';

function build(sdl = SDL) {
  const resolvers = { Mutation: { plain: () => 'done', dangerous: () => 'done' } };
  const schema = buildSubgraphSchema({ typeDefs: gql(sdl), resolvers: resolvers as never });
  return applyMiddleware(schema, shieldFromDirectives(schema, ['crm:connect'], openRates()));
}
const run = async (source: string, viewer: Viewer | null) => {
  const { data, errors } = await graphql({
    schema: build(),
    source,
    contextValue: { viewerOrNull: viewer, isFresh, facts: { ip: null } },
  });
  return errors ? errors.map(({ extensions }) => [extensions['code'], extensions['reason']]) : data;
};

describe('@stepUp', () => {
  it('lets a fresh session through, and refuses any other with a reason for programs', async () => {
    expect(await run('mutation { dangerous }', FRESH)).toEqual({ dangerous: 'done' });
    expect(await run('mutation { dangerous }', STALE)).toEqual([['FORBIDDEN', 'STEP_UP_REQUIRED']]);
    expect(await run('mutation { plain }', STALE)).toEqual({ plain: 'done' });
  });

  it('says first who is not logged in, or lacks the permission', async () => {
    expect(await run('mutation { dangerous }', null)).toEqual([['UNAUTHENTICATED', undefined]]);
    expect(await run('mutation { dangerous }', { ...STALE, permissions: new Set() })).toEqual([
      ['FORBIDDEN', undefined],
    ]);
  });

  it('is for mutations: a schema with it elsewhere does not start', () => {
    expect(() => build(`${HEADER} type Query { a: String @public @stepUp }`)).toThrow(AuthMarkerError);
  });
});

it('a service demands it where it depends on the input', async () => {
  await demandFresh({ viewerOrNull: FRESH, isFresh });
  await expect(demandFresh({ viewerOrNull: STALE, isFresh })).rejects.toMatchObject({
    extensions: { code: 'FORBIDDEN', reason: 'STEP_UP_REQUIRED' },
  });
});
