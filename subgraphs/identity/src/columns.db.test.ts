import { fieldsThatDiffer, mistakesInTables, sdlOf, type FieldsOf } from '../../../testkit/column-tables';
import { useIdentity } from '../../../testkit/identity';
import type { SeededOrganization } from '../../../testkit/seed';

const graph = useIdentity();
const schema = sdlOf('identity');
let mine: SeededOrganization;

beforeAll(async () => {
  mine = await graph.seed();
});

type Node = Record<string, unknown>;
/** Objects that stand at a path of the answer, single or in lists. */
const at = (type: string, root: string, ...path: string[]): FieldsOf => ({
  type,
  query: (selection) =>
    `{ root: ${root} { ${path.reduceRight((inner, name) => `${name} { ${inner} }`, selection)} } }`,
  at: ({ root: found }: { root?: Node | Node[] }) =>
    path.reduce(
      (objects, name) => objects.flatMap((object) => (object[name] ?? []) as Node[]),
      [found ?? []].flat(),
    ),
});

it('names columns for every field of every type', () => {
  expect(mistakesInTables(graph.parts.source, schema)).toEqual([]);
});

it.each([
  at('User', 'me'),
  at('User', 'users', 'edges', 'node'),
  at('Role', 'me', 'role'),
  at('Role', 'roles'),
  at('Organization', 'me', 'organization'),
  at('Organization', 'organization'),
  at('UserConnection', 'users'),
  ...['CREATED_AT_DESC', 'NAME_ASC', 'EMAIL_DESC'].flatMap((order) => [
    at('UserEdge', `users(first: 2, orderBy: ${order})`, 'edges'),
    at('PageInfo', `users(first: 2, orderBy: ${order})`, 'pageInfo'),
  ]),
])('answers each field of $type alone as with all others', async (fields) => {
  const { viewer } = mine.viewer;
  const owner = {
    ...viewer,
    permissions: new Set([...viewer.permissions, 'users:read', 'roles:read', 'organization:read']),
  };
  expect(await fieldsThatDiffer((query) => graph.execute(owner as never, query), schema, fields)).toEqual([]);
});
