import { startTwoLanes, TEXTS, type Name, type TwoLanes } from '../../../testkit/two-lanes';

/*
 * With subgraphs over HTTP, the lane of known documents copies parts of their answers as they came; the other parses all of them.
 */

let lanes: TwoLanes;
beforeAll(async () => {
  lanes = await startTwoLanes({}, 'http');
});
afterAll(() => lanes.close());

const VARIABLES: Partial<Record<Name, object>> = {
  lead: { id: '1' },
  echo: { amount: '12.50' },
  skip: { no: false },
  rename: { input: { id: '1', name: 'Tower', color: 'RED' } },
};
const LISTED = (Object.keys(TEXTS) as Name[]).filter(
  (name) => !['several', 'unfit', 'bound', 'hang'].includes(name),
);

it.each(LISTED)('"%s" is answered alike over HTTP', async (id) => {
  const before = await lanes.taken();
  for (let time = 0; time < 3; time += 1) {
    await lanes.both({ headers: lanes.asOwner(), body: { id, variables: VARIABLES[id] } });
  }
  expect((await lanes.taken()) - before).toBe(3);
});

it.each([
  '{ leads { id name } }',
  '{ leads { name id estimates { id } } }',
  '{ leads { __typename id name estimates { __typename id lead { id name } } } }',
  '{ a: leads { x: name y: id } b: leads { id name } }',
  '{ leads { ...F estimates { lead { ...F } } } } fragment F on Lead { id name }',
])('%s is answered alike over HTTP when it is known', async (query) => {
  for (let time = 0; time < 3; time += 1) await lanes.both({ headers: lanes.asOwner(), body: { query } });
  expect(await lanes.taken('known')).toBeGreaterThan(0);
});
