import { Supergraph } from '@apollo/federation-internals';
import { parse, validate } from 'graphql';
import { join } from 'node:path';
import { readSupergraph } from '../../gateway/src/supergraph/supergraph';
import { projectRoot } from '../../service-kit/process/paths';
import { INPUTS } from '../world';
import { HANDLERS } from './bare-handlers';
import { LEAD_PAGES, STORED_OPERATIONS } from './operations';

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
