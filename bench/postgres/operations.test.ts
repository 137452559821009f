import { Supergraph } from '@apollo/federation-internals';
import { parse, validate } from 'graphql';
import { join } from 'node:path';
import { readSupergraph } from '../../gateway/src/supergraph/supergraph';
import { projectRoot } from '../../service-kit/process/paths';
import { INPUTS } from '../world';
import { HANDLERS } from './bare-handlers';
import { STORED_CONTENDERS } from './contenders';
import { LEAD_PAGES, STORED_OPERATIONS } from './operations';
import { POSTGRAPHILE_WORDS } from './postgraphile-words';

const listOf = (length: number, prefix: string) =>
  Array.from({ length }, (_value, index) => `${prefix}${index}`);
const SEEDED = { orgId: 'o', userIds: listOf(INPUTS, 'u'), estimateIds: listOf(INPUTS, 'e') };

it('asks only what the product’s schema has', () => {
  const { gatewaySdl } = readSupergraph(join(projectRoot, 'schema', 'supergraph.graphql'));
  const apiSchema = Supergraph.build(gatewaySdl).apiSchema().toGraphQLJSSchema();
  for (const query of [LEAD_PAGES, ...STORED_OPERATIONS.map((operation) => operation.query)])
    expect(validate(apiSchema, parse(query))).toEqual([]);
});

it.each(STORED_OPERATIONS)('has 64 distinct inputs for $name, and a handler written by hand', (operation) => {
  const inputs = operation.inputs(SEEDED, listOf(INPUTS, 'c'));
  expect(new Set(inputs.map((input) => JSON.stringify(input))).size).toBe(INPUTS);
  expect(HANDLERS[operation.name]).toBeDefined();
});

it.each([
  ['Me', { me: { id: '1' } }],
  ['Leads', { leads: { edges: [] } }],
  ['Estimate', { estimate: { positions: [{}] } }],
])('finds an answer to %s that is not whole', (name, data) => {
  const operation = STORED_OPERATIONS.find((one) => one.name === name);
  const size = operation?.size(data as never);
  expect(size?.found).not.toEqual(size?.expected);
});

it('has a way to ask each contender that has a schema of its own, and to read its answers', () => {
  const own = STORED_CONTENDERS.flatMap(({ words }) => words ?? []);
  expect(own).toHaveLength(1);
  for (const { operations } of own) {
    expect(Object.keys(operations)).toEqual(STORED_OPERATIONS.map(({ name }) => name));
    for (const { query } of Object.values(operations)) expect(() => parse(query)).not.toThrow();
  }
});

it("makes our estimate of PostGraphile's rows", () => {
  const row = { rowId: 'e', number: '2026-1', status: 'DRAFT', total: '119.0000', currency: 'EUR' };
  const position = {
    name: 'Tiles',
    unit: 'm²',
    quantity: '2.500000',
    unitPrice: '40.000000',
    amount: '100.0000',
  };
  const contact = { rowId: 'c', name: 'Ada', phones: ['1'], emails: [] };
  const data = {
    estimate: {
      ...{ ...row, title: 'Bath', net: '100.0000', tax: '19.0000' },
      positions: { nodes: [{ rowId: 'p', ...position }] },
      author: { user: { rowId: 'u', firstName: 'Ada', lastName: 'L.' } },
      lead: { rowId: 'l', name: 'Lead', stageKommoId: '142', links: { nodes: [{ contact }] } },
    },
  };
  expect(POSTGRAPHILE_WORDS.operations['Estimate']?.inOurs(data as never)).toEqual({
    estimate: {
      ...{ id: 'e', number: '2026-1', title: 'Bath', status: 'DRAFT' },
      totals: {
        net: { amount: '100.00' },
        tax: { amount: '19.00' },
        total: { amount: '119.00', currency: 'EUR' },
      },
      positions: [
        {
          ...{ id: 'p', name: 'Tiles', unit: 'm²', quantity: '2.5', unitPrice: '40.00' },
          amount: { amount: '100.00', currency: 'EUR' },
        },
      ],
      author: { id: 'u', displayName: 'Ada L.' },
      lead: {
        id: 'l',
        name: 'Lead',
        status: 'WON',
        mainContact: { id: 'c', name: 'Ada', phones: ['1'], emails: [] },
      },
    },
  });
});
