import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'graphql';
import type { Viewer } from '../service-kit/auth/viewer';
import { connectClient } from '../service-kit/postgres/database-roles';
import { projectRoot } from '../service-kit/process/paths';
import { dataOf, type TestSubgraph } from './subgraph';

/*
 * Every mutation of every subgraph writes an audit entry: who, what, which objects, from where. The walk takes the mutations from
 * the SDL: one that has no case fails, and one whose case leaves no entry, too.
 */

/** One successful call of a mutation. */
export interface Call {
  /** Null for nobody; a text is a token as it is. */
  by: Viewer | string | null;
  input: object;
  /** Whose audit it belongs to; null where it makes the organisation. */
  orgId: string | null;
  /** Who the entry says it was; the caller unless told. */
  actorId?: string | null;
  /** What an entry names among its objects. */
  type?: string;
}
export type Cases = Record<string, () => Promise<Call>>;

const mutationsOf = (subgraph: string): string[] =>
  parse(readFileSync(join(projectRoot, 'schema', `${subgraph}.graphql`), 'utf8')).definitions.flatMap(
    (one) =>
      one.kind === 'ObjectTypeDefinition' && one.name.value === 'Mutation'
        ? (one.fields ?? []).map(({ name }) => name.value)
        : [],
  );
const WITHOUT_USER_ERRORS = ['refreshTokens'];

export async function entriesOf(
  graph: TestSubgraph,
  orgId: string | null,
): Promise<Record<string, unknown>[]> {
  const client = await connectClient(graph.parts.database.url);
  const { rows } = await client.query<Record<string, unknown>>(
    'SELECT * FROM audit.entries WHERE org_id = $1::uuid OR $1::uuid IS NULL ORDER BY at, n',
    [orgId],
  );
  await client.end();
  return rows;
}

async function run(
  graph: TestSubgraph,
  name: string,
  { by, input, orgId, actorId, type }: Call,
): Promise<void> {
  const before = (await entriesOf(graph, orgId)).length;
  const errors = WITHOUT_USER_ERRORS.includes(name) ? '' : 'userErrors { code path message }';
  const document = `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) {
    ${name}(input: $input) { __typename ${errors} } }`;
  const execute =
    typeof by === 'string'
      ? graph.executeWithToken(by, document, { input })
      : graph.execute(by, document, { input });
  const answer = dataOf(await execute)[name];
  expect(answer.userErrors ?? []).toEqual([]);
  const entries = (await entriesOf(graph, orgId)).slice(before).filter(({ action }) => action === name);
  const expected =
    actorId === undefined && by !== null && typeof by !== 'string' ? by.userId : (actorId ?? null);
  expect(entries.at(-1)).toMatchObject({
    action: name,
    outcome: 'DONE',
    actor_kind: expected === null ? 'ANONYMOUS' : 'USER',
    actor_id: expected,
    ip: '203.0.113.7',
    request_id: expect.any(String),
    object_types: type === undefined ? expect.any(Array) : expect.arrayContaining([type]),
  });
  expect(JSON.stringify(entries)).not.toMatch(/argon2|"[^"]*(?:glass bridge|eleven lamps)/);
}

export function walk(
  subgraph: 'identity' | 'crm' | 'estimates',
  graph: TestSubgraph,
  cases: () => Cases,
): void {
  const known = mutationsOf(subgraph);
  it('has a case for each mutation', () => {
    expect(Object.keys(cases()).sort()).toEqual([...known].sort());
  });
  it.each(known)('%s leaves an entry', async (name) => {
    const prepare = cases()[name];
    if (!prepare) throw new Error(`Say in tests/audit-*.db.test.ts how ${name} is called.`);
    await run(graph, name, await prepare());
  });
}
