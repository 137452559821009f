/** What people ask of big tables: each list in every order, searched, filtered, from both ends; and one object with what hangs on it. */

const orders = (field: string, names: readonly string[], fields: string) =>
  names.flatMap((name) => [
    {
      name: `${field} ${name}`,
      query: `{ ${field}(first: 25, orderBy: ${name}) { edges { node { ${fields} } } } }`,
    },
    {
      name: `${field} ${name}, from the end`,
      query: `{ ${field}(last: 25, orderBy: ${name}) { edges { node { id } } } }`,
    },
  ]);

const filters = (field: string, conditions: readonly string[]) =>
  conditions.map((condition) => ({
    name: `${field} { ${condition} }`,
    query: `{ ${field}(first: 25, filter: { ${condition} }) { totalCount edges { node { id } } } }`,
  }));

const BY_TIME = ['CREATED_AT_DESC', 'CREATED_AT_ASC', 'UPDATED_AT_DESC', 'UPDATED_AT_ASC'];
const BY_NAME = [...BY_TIME, 'NAME_ASC', 'NAME_DESC'];
const RECENTLY = `updatedSince: "${new Date(Date.now() - 2 * 86_400_000).toISOString()}"`;
/** The 1,000th row's, and a piece of an md5 that few have. */
const ID = '00000000-0000-7100-8000-0000000003e8';

export const OPERATIONS = (estimateId: string): { name: string; query: string }[] => [
  ...orders(
    'leads',
    [...BY_NAME, 'PRICE_DESC', 'PRICE_ASC'],
    'id name contacts { id } estimates(first: 2) { edges { node { id } } }',
  ),
  ...orders('contacts', BY_NAME, 'id name phones'),
  ...orders('estimates', [...BY_TIME, 'TOTAL_DESC', 'TOTAL_ASC'], 'id number lead { name }'),
  { name: 'leads with their total', query: '{ leads(first: 25) { totalCount edges { node { id } } } }' },
  ...filters('leads', ['search: "a87ff679"', 'kommoIds: ["1100"]', RECENTLY, 'status: OPEN']),
  ...filters('contacts', ['search: "a87ff679"', 'search: "+44 20 1100"', 'kommoIds: ["1100"]', RECENTLY]),
  ...filters('estimates', [
    'search: "a87ff679"',
    `leadId: "${ID}"`,
    'status: [DRAFT]',
    'status: [SENT]',
    RECENTLY,
  ]),
  ...filters('auditLog', [
    'objectId: "1000"',
    'actorId: "100"',
    'outcome: DONE',
    `from: "${new Date(Date.now() - 86_400_000).toISOString()}"`,
  ]),
  { name: 'auditLog', query: '{ auditLog(first: 25) { edges { node { id } } } }' },
  { name: 'auditLog, from the end', query: '{ auditLog(last: 25) { edges { node { id } } } }' },
  {
    name: 'one estimate',
    query: `{ estimate(id: "${estimateId}") { number sections { name positions { id } } lead { name } } }`,
  },
  {
    name: 'one lead',
    query: `{ lead(id: "${ID}") { name contacts { id } estimates(first: 5) { edges { node { id } } } } }`,
  },
];
