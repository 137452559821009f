import { Pool } from 'undici';
import { WebSocket } from 'ws';
import type { Outcome } from './outcome';
import { CREATE, positions, type ProductWorld } from './product-world';

/** What somebody with an account, or without one, can do to the product. */
export interface ProductAttack {
  readonly name: string;
  /** Whether log-ins are what it holds up: then the second client logs in, too. */
  readonly isOnLogIn?: boolean;
  /** Whether only `npm run bench:stalls` sends it: the tests have others of its kind. */
  readonly isForFigures?: boolean;
  /** Does it. @param seed makes each another one, so that nothing is known from the one before */
  run(world: ProductWorld, seed: number): Promise<Outcome[]>;
}

const times = (n: number, make: (i: number) => string, by = ' '): string =>
  Array.from({ length: n }, (_, i) => make(i)).join(by);

/** All that is read from the row, and all that follows from the whole estimate. */
const FIELDS =
  'id kind code name unit quantity wastePercent quantityWithWaste unitPrice baseAmount { amount } amount { amount } net { amount } tax { amount } gross { amount } updatedAt';

const inHttp =
  (token: 'owner' | 'viewer', body: (world: ProductWorld, seed: number) => object): ProductAttack['run'] =>
  async (world, seed) => [await post(world, world[token], body(world, seed))];

async function post({ url }: ProductWorld, token: string, body: object): Promise<Outcome> {
  const pool = new Pool(url, { connections: 1, bodyTimeout: 60_000, headersTimeout: 60_000 });
  try {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const answer = await pool.request({
      path: '/graphql',
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return { status: answer.statusCode, text: (await answer.body.text()).slice(0, 2_000) };
  } catch (error) {
    return { status: 0, text: String(error) };
  } finally {
    await pool.destroy();
  }
}

/** A socket that has been greeted. */
async function open({ url }: ProductWorld, token: string | null): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws', {
    localAddress: '127.0.0.3', // what is counted by address shall not hit those who fill the product
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const payload = token ? { authorization: `Bearer ${token}` } : {};
  const greeted = new Promise((resolve) => socket.once('message', resolve));
  socket.send(JSON.stringify({ type: 'connection_init', payload }));
  await greeted;
  return socket;
}

/** Waits until so many operations have told something (have ended), or the socket is closed. @returns the last as an outcome */
function ending(socket: WebSocket, count: number, what = /"type":"(next|error)"/): Promise<Outcome> {
  return new Promise((resolve) => {
    let text = '';
    let came = 0;
    socket.on('message', (data: Buffer) => {
      const message = data.toString('utf8', 0, 2_000);
      if (!what.test(message)) return;
      text = message;
      came += 1;
      if (came === count) resolve({ status: 200, text });
    });
    socket.once('close', (code) => resolve({ status: code, text }));
  });
}

const GUESS = 'mutation ($input: LogInInput!) { logIn(input: $input) { userErrors { code } } }';
const WATCH = `subscription ($id: ID!) {
  estimateChanged(id: $id) { title allPositions(first: 1000) { edges { node { ${FIELDS} } } } }
}`;
const RENAME =
  'mutation ($input: UpdateEstimateInput!) { updateEstimate(input: $input) { estimate { version } userErrors { message } } }';

/** Eight subscriptions on the large estimate, and one change of it: each shows all of it again. */
async function watchAndChange(world: ProductWorld, seed: number): Promise<Outcome[]> {
  const WATCHES = 8;
  const socket = await open(world, world.viewer);
  const begun = ending(socket, WATCHES);
  for (let i = 0; i < WATCHES; i += 1) {
    const payload = { query: WATCH, variables: { id: world.largeId } };
    socket.send(JSON.stringify({ type: 'subscribe', id: `${i}`, payload }));
  }
  const first = await begun;
  const changed = ending(socket, first.text.includes('"type":"next"') ? WATCHES : 1);
  const input = { id: world.largeId, title: `Change ${seed}` };
  const outcome = await post(world, world.owner, { query: RENAME, variables: { input } });
  const last = first.text.includes('"type":"next"') ? await changed : first;
  socket.terminate();
  return [first, outcome, last];
}

/** Six sockets with a hundred wrong passwords each. */
async function guess(world: ProductWorld, seed: number): Promise<Outcome[]> {
  const [SOCKETS, GUESSES] = [6, 100];
  return Promise.all(
    Array.from({ length: SOCKETS }, async (_, socketIndex) => {
      const socket = await open(world, null);
      const ended = ending(socket, GUESSES, /"type":"(complete|error)"/);
      for (let i = 0; i < GUESSES; i += 1) {
        const input = {
          email: `nobody-${seed}-${socketIndex}-${i}@example.com`,
          password: 'twelve wrong words',
        };
        socket.send(
          JSON.stringify({ type: 'subscribe', id: `${i}`, payload: { query: GUESS, variables: { input } } }),
        );
      }
      const outcome = await ended;
      socket.terminate();
      return outcome;
    }),
  );
}

/** Five large messages on one socket, as large as may be. */
async function largeMessages(world: ProductWorld, seed: number): Promise<Outcome[]> {
  const MESSAGES = 5;
  const socket = await open(world, null);
  const ended = ending(socket, MESSAGES);
  const keys = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [`k${seed}_${i}`, 'x'.repeat(15_500)]),
  );
  for (let i = 0; i < MESSAGES; i += 1) {
    const payload = {
      query: GUESS,
      variables: { input: { ...keys, email: 'a@example.com', password: 'x' } },
    };
    socket.send(JSON.stringify({ type: 'subscribe', id: `${i}`, payload }));
  }
  const outcome = await ended;
  socket.terminate();
  return [outcome];
}

export const PRODUCT_ATTACKS: readonly ProductAttack[] = [
  {
    name: 'a large estimate under twenty names',
    run: inHttp('viewer', ({ largeId }, seed) => ({
      query: `query ($id: ID!) { ${times(20, (i) => `a${seed}_${i}: estimate(id: $id) { positions { ${FIELDS} } }`)} }`,
      variables: { id: largeId },
    })),
  },
  {
    name: 'large pages of a large estimate under twenty names',
    run: inHttp('viewer', ({ largeId }, seed) => ({
      query: `query ($id: ID!) { ${times(20, (i) => `a${seed}_${i}: estimate(id: $id) { allPositions(first: 1000) { edges { node { ${FIELDS} } } } }`)} }`,
      variables: { id: largeId },
    })),
  },
  {
    name: 'many estimates of which one position is asked',
    run: inHttp('viewer', ({ largeId, mediumIds }, seed) => ({
      query: `{ ${[largeId, ...mediumIds]
        .flatMap((id) => [id, id, id, id])
        .map(
          (id, i) =>
            `a${seed}_${i}: estimate(id: "${id}") { allPositions(first: 1) { edges { node { net { amount } tax { amount } gross { amount } } } } }`,
        )
        .join(' ')} }`,
    })),
  },
  {
    name: 'five new estimates of thousands of positions',
    run: inHttp('owner', ({ leadId }, seed) => ({
      query: `mutation ($input: CreateEstimateInput!) { ${times(5, (i) => `a${seed}_${i}: createEstimate(input: $input) { estimate { id } userErrors { message } }`)} }`,
      variables: {
        input: { leadId, title: `Five of ${seed}`, currency: 'EUR', positions: positions(9_000) },
      },
    })),
  },
  {
    name: 'one new estimate of thousands of positions',
    run: inHttp('owner', ({ leadId }, seed) => ({
      query: CREATE,
      variables: { input: { leadId, title: `One ${seed}`, currency: 'EUR', positions: positions(9_000) } },
    })),
  },
  {
    name: 'what a document of thousands of positions would come to that is stored nowhere',
    run: inHttp('owner', ({ leadId }, seed) => ({
      query: `query ($input: CreateEstimateInput!) { p${seed}: previewEstimate(input: $input) {
        preview { allPositions(first: 150) { edges { node { net { amount } explanation { steps { text } } } } } }
        userErrors { message } } }`,
      variables: { input: { leadId, title: `None ${seed}`, currency: 'EUR', positions: positions(9_000) } },
    })),
  },
  {
    name: 'names of nothing but marks',
    run: inHttp('owner', () => ({
      query: `mutation ($name: String!, $text: String!) {
        createUpload(input: { purpose: IMPORT, name: $name, size: 1 }) { userErrors { code } }
        deleteOrganization(input: { name: $name }) { userErrors { code } }
        updateUser(input: { firstName: $text, lastName: $name }) { userErrors { code } }
      }`,
      variables: { name: `a${'\u0301\u0323'.repeat(500_000)}`, text: `a${'\u0301\u0323'.repeat(700)}` },
    })),
  },
  {
    name: 'what a large estimate would come to, under many names',
    run: inHttp('owner', ({ largeId, mediumIds: [mediumId] }, seed) => ({
      query: `query ($id: ID!, $other: ID!) {
        ${times(2, (i) => `o${seed}_${i}: offerTotals(estimateId: $id) { payable { amount } }`)}
        e${seed}: explainAmounts(estimateId: $id) { steps { text } }
        d${seed}: estimateDiff(fromId: $id, toId: $other) { sections { name } }
      }`,
      variables: { id: largeId, other: mediumId },
    })),
  },
  {
    name: 'a copy, a template and edits of a large estimate',
    isForFigures: true,
    run: inHttp('owner', ({ largeId }, seed) => ({
      query: `mutation ($id: ID!) {
        c: duplicateEstimate(input: { id: $id }) { estimate { id } userErrors { message } }
        t: saveTemplate(input: { estimateId: $id, name: "Of ${seed}" }) { template { id } userErrors { message } }
        ${times(2, (i) => `e${i}: updateEstimate(input: { id: $id, roundPayableTo: "${i + 1}" }) { userErrors { message } }`)}
      }`,
      variables: { id: largeId },
    })),
  },
  { name: 'eight subscriptions on a large estimate, and a change', run: watchAndChange },
  { name: 'wrong passwords by hundreds', isOnLogIn: true, run: guess },
  { name: 'large messages on a socket', run: largeMessages },
];
