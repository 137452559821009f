import { requestContext, scriptedEngine, type Asked, type Script } from '../../../../testkit/scripted-engine';
import type { GatewayContext } from '../../pipeline/context';
import type { OperationRequest } from '../../pipeline/stage';
import { beginSubscription, withSlot } from '../../subscriptions/begin-subscription';

const FIELDS = ['never', 'half', 'tiny', 'most', 'always', 'named'] as const;
const LABELS = {
  never: 'percent(0)',
  tiny: 'percent(0.5)',
  half: 'percent(50)',
  most: 'percent(75)',
  always: 'percent(100)',
  named: 'new-shop:v2',
};

/** Every field moves from `old` to `fresh`. */
const GRAPH = {
  old: `type Query { item: Item } type Item @key(fields: "id") { id: ID! ${FIELDS.map((name) => `${name}: String`).join(' ')} }`,
  fresh: `type Item @key(fields: "id") { id: ID! ${FIELDS.map(
    (name) => `${name}: String @override(from: "old", label: "${LABELS[name]}")`,
  ).join(' ')} }`,
};

/** Every field answers with the subgraph that was asked for it. */
const script: Script = ({ subgraph, query, variables }: Asked) => {
  const item: Record<string, unknown> = { __typename: 'Item', id: '1' };
  for (const name of FIELDS) if (new RegExp(`\\b${name}\\b`).test(query)) item[name] = subgraph;
  return { data: variables['representations'] ? { _entities: [item] } : { item } };
};
const itemOf = ({ data }: { data?: unknown }) => ({
  ...(JSON.parse(JSON.stringify(data)) as { item: Record<string, string> }).item,
});

describe('a field that is overridden with a percentage', () => {
  it('is asked for where it was at 0, and where it goes at 100', async () => {
    const engine = await scriptedEngine(GRAPH, script);
    for (let request = 0; request < 50; request += 1) {
      expect(itemOf(await engine.ask('{ item { never always } }'))).toEqual({
        never: 'old',
        always: 'fresh',
      });
    }
    await engine.close();
  });

  it('is divided between both, request by request, and a higher one is moved whenever a lower one is', async () => {
    const engine = await scriptedEngine(GRAPH, script);
    const seen = new Map<string, number>();
    for (let request = 0; request < 400; request += 1) {
      const { half, most } = itemOf(await engine.ask('{ item { half most } }'));
      seen.set(`${half} ${most}`, (seen.get(`${half} ${most}`) ?? 0) + 1);
    }
    expect([...seen.keys()].sort()).toEqual(['fresh fresh', 'old fresh', 'old old']);
    const moved = seen.get('fresh fresh') ?? 0;
    expect(moved).toBeGreaterThan(100); // 200 are expected, and 100 are ten standard deviations away
    expect(moved).toBeLessThan(300);
    await engine.close();
  });

  it('is decided once per request', async () => {
    const engine = await scriptedEngine(GRAPH, script);
    for (let request = 0; request < 60; request += 1) {
      const { decisions } = requestContext();
      const [first, second] = [
        itemOf(await engine.ask('{ item { half } }', {}, { decisions })),
        itemOf(await engine.ask('{ item { id half } }', {}, { decisions })),
      ];
      expect(second['half']).toBe(first['half']);
    }
    await engine.close();
  });

  it('is decided by the chance it says', async () => {
    const engine = await scriptedEngine(GRAPH, script);
    const askedAt = async (die: number) =>
      itemOf(await engine.ask('{ item { tiny half } }', {}, { decisions: { die } }));
    expect(await askedAt(0.49)).toEqual({ tiny: 'fresh', half: 'fresh' });
    expect(await askedAt(0.5)).toEqual({ tiny: 'old', half: 'fresh' });
    expect(await askedAt(50)).toEqual({ tiny: 'old', half: 'old' });
    await engine.close();
  });
});

describe('a field that is overridden with a name', () => {
  it('stays where it was when nobody decides', async () => {
    const engine = await scriptedEngine(GRAPH, script);
    expect(itemOf(await engine.ask('{ item { named } }'))).toEqual({ named: 'old' });
    await engine.close();
  });

  it('goes where the hook says, request by request; it is asked about what matters, once', async () => {
    const asked: string[] = [];
    const isOverrideActive = (label: string, { headers }: GatewayContext) => {
      asked.push(label);
      return headers['x-beta'] === label;
    };
    const engine = await scriptedEngine(GRAPH, script, { isOverrideActive });
    for (const beta of [LABELS.named, 'other', LABELS.named]) {
      const answer = await engine.ask('{ item { named a: named } }', {}, { headers: { 'x-beta': beta } });
      const owner = beta === 'other' ? 'old' : 'fresh';
      expect(itemOf(answer)).toMatchObject({ named: owner });
    }
    expect(asked).toEqual([LABELS.named, LABELS.named, LABELS.named]);
    await engine.close();
  });
});

it('is planned in the thread as it is planned at once', async () => {
  const engine = await scriptedEngine(GRAPH, script);
  const wide = `{ item { ${Array.from({ length: 45 }, (_none, i) => `x${i}: id`).join(' ')} half } }`;
  for (const [die, owner] of [
    [10, 'fresh'],
    [90, 'old'],
    [10, 'fresh'],
  ] as const) {
    const before = engine.asked.length;
    await engine.ask(wide, {}, { decisions: { die } });
    const whoHas = engine.asked.slice(before).find(({ query }) => /\bhalf\b/.test(query));
    expect(whoHas?.subgraph).toBe(owner);
  }
  await engine.close();
});

it('is decided once for a subscription and its events', async () => {
  const decided: unknown[] = [];
  const events = {
    next: async () => ({ value: { data: { a: 1 } }, done: false }),
    return: async () => ({ done: true }),
  };
  const context = withSlot(requestContext(), 1_000);
  await beginSubscription(
    async ({ context: { decisions }, moment }) => {
      decided.push(decisions);
      if (moment?.kind === 'begin') moment.accept(events as never);
      return { data: null };
    },
    { context } as OperationRequest,
  );
  await context.subscription.operation?.next();
  expect(decided).toEqual([context.decisions, context.decisions]);
  expect(decided[1]).toBe(decided[0]);
});
