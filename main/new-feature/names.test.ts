import { featureNames, pluralOf, type FeatureRequest } from './names';
import { planFeature } from './lay-out';
import { projectRoot } from '../../service-kit/process/paths';

it.each([
  ['work-order', 'work-orders'],
  ['company', 'companies'],
  ['display', 'displays'],
  ['price-box', 'price-boxes'],
  ['branch', 'branches'],
])('makes the plural of %s', (noun, plural) => expect(pluralOf(noun)).toBe(plural));

it('spells a noun as files, types, fields and tables need it', () => {
  expect(featureNames({ subgraph: 'crm', thing: 'work-order' })).toMatchObject({
    file: 'work-order',
    folder: 'work-orders',
    type: 'WorkOrder',
    field: 'workOrder',
    fields: 'workOrders',
    table: 'work_orders',
    readScope: 'crm:read',
    writeScope: 'crm:write',
  });
});

it.each<[Partial<FeatureRequest>, RegExp]>([
  [{ subgraph: 'billing' }, /There is no subgraph "billing"\. It is one of: identity, crm, estimates\./],
  [{ subgraph: 'constructor' }, /There is no subgraph/],
  [{ thing: 'WorkOrder' }, /"WorkOrder" can't be the noun: write it in kebab-case/],
  [{ thing: '../work' }, /kebab-case/],
  [{ thing: 'work--order' }, /kebab-case/],
  [{ thing: '' }, /kebab-case/],
  [{ thing: 'x'.repeat(41) }, /at most 40 characters/],
  [{ thing: 'package' }, /"package" can't be the noun: the generated code needs that name/],
  [{ thing: 'object' }, /needs that name/],
  [{ thing: 'series', plural: 'series' }, /The plural must differ/],
  [{ plural: 'Work orders' }, /"Work orders" can't be the plural/],
  [{ scope: 'stock' }, /There is no permission "stock:read"\. Add it to schema\/permissions\.ts first\./],
])('refuses %j', (request, message) => {
  expect(() => featureNames({ subgraph: 'estimates', thing: 'work-order', ...request })).toThrow(message);
});

it.each<[FeatureRequest, RegExp]>([
  [{ subgraph: 'estimates', thing: 'project' }, /subgraphs\/estimates\/src\/projects is there already/],
  [{ subgraph: 'estimates', thing: 'user' }, /schema\/\w+\.graphql has User already/],
  [{ subgraph: 'estimates', thing: 'contact' }, /schema\/crm\.graphql has .*Contact/],
  [{ subgraph: 'estimates', thing: 'status-change' }, /has the table status_changes already/],
  [{ subgraph: 'crm', thing: 'oauth-state' }, /has the table oauth_states already/],
  [{ subgraph: 'estimates', thing: 'estimate-page' }, /has the loader "estimatePages" already/],
  [{ subgraph: 'crm', thing: 'project' }, /schema\/estimates\.graphql has .*Project/],
])('refuses what exists: %j', (request, message) => {
  expect(() => planFeature(projectRoot, featureNames(request))).toThrow(message);
});
