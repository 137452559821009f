import type { Viewer } from '../../../service-kit/auth/viewer';
import { fieldsThatDiffer, mistakesInTables, sdlOf, type FieldsOf } from '../../../testkit/column-tables';
import { viewerWith } from '../../../testkit/tokens';
import { useCrm } from '../../../testkit/crm/crm-world';

const world = useCrm({ contacts: 60, leads: 60, companies: 10 });
const schema = sdlOf('crm');
let owner: Viewer;

beforeAll(async () => {
  owner = viewerWith('owner');
  await world.sync(owner, await world.connect(owner));
});

const listed = (list: string, type: string): FieldsOf => ({
  type,
  query: (selection) => `{ ${list} { edges { node { ${selection} } } } }`,
  at: (data) => Object.values(data)[0].edges.map(({ node }: { node: object }) => node), // eslint-disable-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-return -- answers
});
const within = (list: string, type: string, field: string): FieldsOf => ({
  type,
  query: (selection) => `{ ${list} { edges { node { ${field} { ${selection} } } } } }`,
  at: (data) =>
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers
    Object.values(data as Record<string, any>)[0].edges.flatMap(
      ({ node }: { node: Record<string, object> }) => node[field] ?? [],
    ),
});

it('names columns for every field of every type', () => {
  expect(mistakesInTables(world.graph.parts.source, schema)).toEqual([]);
});

it.each([
  listed('leads(first: 100)', 'Lead'),
  listed('contacts(first: 100)', 'Contact'),
  listed('companies(first: 100)', 'Company'),
  listed('pipelines', 'Pipeline'),
  listed('crmUsers', 'CrmUser'),
  listed('crmConnections', 'CrmConnection'),
  within('leads(first: 100)', 'Contact', 'contacts'),
  within('leads(first: 100)', 'Contact', 'mainContact'),
  within('leads(first: 100)', 'Company', 'company'),
  within('leads(first: 100)', 'Pipeline', 'pipeline'),
  within('leads(first: 100)', 'Stage', 'stage'),
  within('leads(first: 100)', 'CrmUser', 'responsibleUser'),
  within('leads(first: 100)', 'CrmConnection', 'connection'),
  within('contacts(first: 100)', 'Lead', 'leads'),
  within('companies(first: 100)', 'Lead', 'leads'),
  within('companies(first: 100)', 'Contact', 'contacts'),
  within('pipelines', 'Stage', 'stages'),
  within('crmConnections', 'SyncRun', 'sync'),
  { ...within('crmConnections', 'SyncEntityStatus', 'entities'), moving: ['lagSeconds'] },
])('answers each field of $type alone as with all others', async (fields) => {
  expect(await fieldsThatDiffer((query) => world.graph.execute(owner, query), schema, fields)).toEqual([]);
});
