import { json, startFaultySubgraph, type FaultySubgraph } from '../../../testkit/faulty-subgraph';
import { startTinyGateway } from '../../../testkit/tiny-gateway';

/* SUBGRAPH_ERRORS: whether errors of subgraphs with codes of their own are shown, or masked like faults. */

let crm: FaultySubgraph;
beforeAll(async () => {
  crm = await startFaultySubgraph();
  const errors = [
    { message: 'The card was declined.', path: ['echo'], extensions: { code: 'CARD_DECLINED' } },
  ];
  crm.behave = json(JSON.stringify({ data: { echo: null }, errors }));
});
afterAll(() => crm.close());

it.each([
  [false, { message: 'The card was declined.', path: ['echo'], extensions: { code: 'CARD_DECLINED' } }],
  [
    true,
    {
      message: expect.stringContaining('Something went wrong on our side') as string,
      path: ['echo'],
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    },
  ],
])('masked: %s', async (maskForeignCodes, shown) => {
  const tiny = await startTinyGateway('in-process', {
    maskForeignCodes,
    transports: { crm: { kind: 'http', url: crm.url } },
  });
  try {
    expect((await tiny.ask('{ echo(amount: "1") }')).errors).toEqual([shown]);
  } finally {
    await tiny.close();
  }
});
