import type { Viewer } from '../../../service-kit/auth/viewer';
import { acrossOrganizations } from '../../../testkit/one-organization';
import { fieldsThatDiffer, mistakesInTables, sdlOf, type FieldsOf } from '../../../testkit/column-tables';
import { ask as askKommo } from '../../../simulator/simulator-client';
import { dataOf } from '../../../testkit/subgraph';
import { viewerWith } from '../../../testkit/tokens';
import { useCrm } from '../../../testkit/crm/crm-world';

const world = useCrm({ contacts: 60, leads: 60, companies: 10 });
const schema = sdlOf('crm');
let owner: Viewer;

beforeAll(async () => {
  owner = viewerWith('owner');
  world.kommo.control.mutate('acme-demo', { incoming: { n: 3 } });
  const base = world.kommo.accountUrl.replace('{subdomain}', 'acme-demo');
  await askKommo(`${base}/api/v4/leads/50000003`, {
    method: 'PATCH',
    token: world.kommo.issueLongLivedToken('acme-demo'),
    body: {
      custom_fields_values: [
        { field_id: 601_005, values: [{ value: 1_769_000_000 }] },
        { field_id: 601_010, values: [{ value: '500' }] },
      ],
    },
  });
  await world.sync(owner, await world.connect(owner));
  const { customFields } = dataOf(
    await world.graph.execute(owner, '{ customFields { edges { node { id } } } }'),
  );
  const map = `mutation($input: MapCustomFieldInput!) { mapCustomField(input: $input) { userErrors { code } } }`;
  for (const [index, { node }] of customFields.edges.entries()) {
    const input = { customFieldId: node.id, key: `key_${index}` };
    dataOf(await world.graph.execute(owner, map, { input }));
  }
});

type Nodes = Record<string, { edges: { node: Record<string, unknown> }[] }>;
const nodesOf = (data: Nodes) => Object.values(data).flatMap(({ edges }) => edges.map(({ node }) => node));

const listed = (list: string, type: string): FieldsOf => ({
  type,
  query: (selection) => `{ ${list} { edges { node { ${selection} } } } }`,
  at: (data: Nodes) => nodesOf(data),
});
const within = (list: string, type: string, field: string): FieldsOf => ({
  type,
  query: (selection) => `{ ${list} { edges { node { ${field} { ${selection} } } } } }`,
  at: (data: Nodes) => nodesOf(data).flatMap((node) => (node[field] ?? []) as Record<string, unknown>[]),
});

const valued = (type: string): FieldsOf => ({
  type,
  query: (
    selection,
  ) => `{ leads(first: 100) { edges { node { customFields { ... on ${type} { ${selection} } } } } }
    contacts(first: 100) { edges { node { customFields { ... on ${type} { ${selection} } } } } }
    companies(first: 100) { edges { node { customFields { ... on ${type} { ${selection} } } } } } }`,
  at: (data: Nodes) =>
    nodesOf(data)
      .flatMap((node) => (node['customFields'] ?? []) as Record<string, unknown>[])
      .filter((value) => Object.keys(value).length > 0),
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
  listed('crmTasks(first: 100)', 'CrmTask'),
  listed('unsortedLeads(first: 100)', 'UnsortedLead'),
  listed('crmEvents(first: 100)', 'CardEvent'),
  within('leads(first: 100)', 'CardEvent', 'events'),
  listed('customFields(first: 100)', 'CustomField'),
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
  within('leads(first: 100)', 'CrmTask', 'tasks'),
  within('leads(first: 100)', 'CrmNote', 'notes'),
  within('leads(first: 100)', 'LeadCatalogElement', 'catalogElements'),
  {
    type: 'CrmCatalogElement',
    query: (selection) =>
      `{ leads(first: 100) { edges { node { catalogElements { element { ${selection} } } } } } }`,
    at: (data: Nodes) =>
      nodesOf(data).flatMap((node) =>
        (node['catalogElements'] as { element: Record<string, unknown> }[]).map(({ element }) => element),
      ),
  },
  within('contacts(first: 100)', 'CrmNote', 'notes'),
  within('companies(first: 100)', 'CrmNote', 'notes'),
  within('crmConnections', 'SyncRun', 'sync'),
  valued('TextFieldValue'),
  valued('NumberFieldValue'),
  valued('MoneyFieldValue'),
  valued('FlagFieldValue'),
  valued('DateFieldValue'),
  valued('DateTimeFieldValue'),
  valued('ChoiceFieldValue'),
  valued('EntriesFieldValue'),
  valued('OtherFieldValue'),
  { ...within('crmConnections', 'SyncEntityStatus', 'entities'), moving: ['lagSeconds'] },
])('answers each field of $type alone as with all others', async (fields) => {
  expect(await fieldsThatDiffer((query) => world.graph.execute(owner, query), schema, fields)).toEqual([]);
});

it('asks for the rows of one organisation in each statement', async () => {
  expect(await acrossOrganizations(world.graph.parts.database.url, world.graph.everyStatement)).toEqual([]);
});
