import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { ConfigError } from '../../../service-kit/process/config';
import { startTinyGateway, type TinyGateway } from '../../../testkit/tiny-gateway';
import type { PersistedSettings } from './persisted-operations';
import { sha256 } from './safelist';

const STATUS = 'query Status { status }';
const LEAD = 'query Lead($id: ID!) { lead(id: $id) { name } }';
const RENAME = 'mutation Rename($input: RenameLeadInput!) { renameLead(input: $input) { lead { name } } }';
const BOUND = 'query Bound { status }';
const GONE = 'query Gone { noLongerThere }';

const MANIFEST = {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [
    { id: sha256(STATUS), name: 'Status', type: 'query', body: STATUS },
    { id: 'lead-1', name: 'Lead', type: 'query', body: LEAD },
    { id: 'rename', name: 'Rename', type: 'mutation', body: RENAME },
    { id: 'bound', name: 'Bound', type: 'query', body: BOUND, clientName: 'web' },
    { id: 'gone', name: 'Gone', type: 'query', body: GONE },
  ],
};

interface Line {
  level: number;
  msg: string;
  [key: string]: unknown;
}

interface World extends TinyGateway {
  lines: Line[];
  file: string;
  write(manifest: unknown): void;
  post(body: object, headers?: Record<string, string>): Promise<Answer>;
  get(params: Record<string, string> | string, headers?: Record<string, string>): Promise<Answer>;
  metric(name: string): Promise<string[]>;
}

interface Answer {
  status: number;
  code: string | undefined;
  message: string | undefined;
  data: unknown;
}

const open: World[] = [];
afterAll(() => Promise.all(open.map((world) => world.close())));

async function start(settings: PersistedSettings = {}, manifest: unknown = MANIFEST): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'manifest-'));
  const file = join(folder, 'manifest.json');
  const write = (next: unknown) => {
    writeFileSync(`${file}.new`, typeof next === 'string' ? next : JSON.stringify(next));
    renameSync(`${file}.new`, file);
  };
  if (manifest !== null) write(manifest);
  const lines: Line[] = [];
  const into = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)) as Line);
      done();
    },
  });
  const persisted = { ...(manifest === null ? {} : { manifestPath: file }), pollMs: 20, ...settings };
  const tiny = await startTinyGateway('in-process', { persisted, log: pino({ level: 'info' }, into) });
  const { app } = tiny.gateway;
  const read = (response: { statusCode: number; json(): unknown }): Answer => {
    const { data, errors } = response.json() as {
      data?: unknown;
      errors?: { message: string; extensions: { code: string } }[];
    };
    return {
      status: response.statusCode,
      code: errors?.[0]?.extensions.code,
      message: errors?.[0]?.message,
      data,
    };
  };
  const world: World = {
    ...tiny,
    lines,
    file,
    write,
    post: async (payload, headers = {}) =>
      read(await app.inject({ method: 'POST', url: '/graphql', payload, headers })),
    get: async (params, headers = {}) =>
      read(
        await app.inject({
          url: `/graphql?${typeof params === 'string' ? params : new URLSearchParams(params).toString()}`,
          headers: { 'apollo-require-preflight': 'yes', ...headers },
        }),
      ),
    metric: async (name) =>
      (await app.inject('/metrics')).body.split('\n').filter((line) => line.startsWith(name)),
    async close() {
      await tiny.close();
      rmSync(folder, { recursive: true });
    },
  };
  open.push(world);
  return world;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries += 1) {
    if (tries > 4_000) throw new Error('it did not come to pass');
    await sleep(20);
  }
}

const hashed = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: sha256(text) } });
const FINE = { status: 200, data: { status: 'fine' } };

describe('automatic persisted queries', () => {
  let world: World;
  beforeAll(async () => {
    world = await start({}, null);
  });

  it('are asked for by hash once they were sent in full', async () => {
    const query = 'query Auto { status }';
    const miss = await world.post({ extensions: hashed(query) });
    expect(miss).toMatchObject({ status: 200, code: 'PERSISTED_QUERY_NOT_FOUND' });
    expect(await world.post({ query, extensions: hashed(query) })).toMatchObject(FINE);
    expect(await world.post({ extensions: hashed(query) })).toMatchObject(FINE);
    expect(await world.get({ extensions: JSON.stringify(hashed(query)) })).toMatchObject(FINE);
    expect(await world.metric('graphql_persisted_operations_total')).toEqual(
      expect.arrayContaining([
        'graphql_persisted_operations_total{outcome="apq_miss",client="anonymous"} 1',
        'graphql_persisted_operations_total{outcome="apq_registered",client="anonymous"} 1',
        'graphql_persisted_operations_total{outcome="apq_hit",client="anonymous"} 2',
      ]),
    );
  });

  it('are not kept under the hash of another text', async () => {
    const extensions = hashed('query Victim { status }');
    const poison = await world.post({ query: 'query Poison { caller { ip } }', extensions });
    expect(poison).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
    expect(await world.post({ extensions })).toMatchObject({ code: 'PERSISTED_QUERY_NOT_FOUND' });
  });

  it.each(['query Broken {', '{ notAField }', 'subscription { status }'])(
    'are not kept when they can not be run: %s',
    async (query) => {
      expect((await world.post({ query, extensions: hashed(query) })).status).toBe(400);
      expect(await world.post({ extensions: hashed(query) })).toMatchObject({
        code: 'PERSISTED_QUERY_NOT_FOUND',
      });
    },
  );

  it.each([
    'short',
    '',
    sha256('x').toUpperCase(),
    `${sha256('x')}0`,
    'f'.repeat(100_000),
    '__proto__',
    `${sha256('x')}\n`,
    5,
    null,
    {},
    ['a'],
  ])('are refused with a hash that is none: %j', async (sha256Hash) => {
    const answer = await world.post({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
    expect(answer).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
    expect(answer.message).toContain('64 hexadecimal digits');
  });

  it('say that an id is not known, where there is no manifest', async () => {
    const answer = await world.post({ documentId: 'x' });
    expect(answer).toMatchObject({ status: 404, code: 'PERSISTED_QUERY_NOT_FOUND' });
  });
});

describe('a manifest', () => {
  let world: World;
  beforeAll(async () => {
    world = await start();
  });

  it.each(['id', 'documentId', 'doc_id'])(
    'serves its documents by "%s", in the body and by GET',
    async (name) => {
      expect(await world.post({ [name]: sha256(STATUS) })).toMatchObject(FINE);
      expect(await world.get({ [name]: sha256(STATUS) })).toMatchObject(FINE);
      const lead = { [name]: 'lead-1', variables: { id: '2' } };
      expect(await world.post(lead, world.as())).toMatchObject({ data: { lead: { name: 'Kitchen' } } });
      const byGet = { [name]: 'lead-1', variables: '{"id":"3"}' };
      expect(await world.get(byGet, world.as())).toMatchObject({ data: { lead: { name: 'Garden' } } });
    },
  );

  it("serves its documents by the hash of Apollo's protocol", async () => {
    expect(await world.post({ extensions: hashed(STATUS) })).toMatchObject(FINE);
    expect(await world.get({ extensions: JSON.stringify(hashed(STATUS)) })).toMatchObject(FINE);
    expect(await world.post({ documentId: `sha256:${sha256(STATUS)}` })).toMatchObject(FINE);
  });

  it('makes no mutation possible by GET', async () => {
    const variables = JSON.stringify({ input: { id: '1', name: 'x' } });
    expect(await world.get({ id: 'rename', variables }, world.as())).toMatchObject({ status: 405 });
  });

  it('refuses a request that names several documents, or sends another', async () => {
    for (const body of [
      { id: 'lead-1', documentId: 'rename' },
      { id: 'lead-1', extensions: hashed(STATUS) },
      { id: 'lead-1', query: STATUS },
    ])
      expect(await world.post(body)).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
    expect(await world.get('id=lead-1&id=rename')).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  });

  it('takes an id that it does not list for none of its business, when there is a text', async () => {
    expect(await world.post({ id: 'batch-7', query: '{ status }' })).toMatchObject(FINE);
    expect(await world.post({ id: 7, query: '{ status }' })).toMatchObject(FINE);
  });

  it('lists at the start what no longer fits the schema, and lets none of it pass', async () => {
    const warning = world.lines.find(({ msg }) => msg.includes('do not fit the schema'));
    expect(warning).toMatchObject({
      count: 1,
      operations: [{ id: 'gone', why: 'Cannot query field "noLongerThere" on type "Query".' }],
    });
    expect(await world.post({ id: 'gone' })).toMatchObject({
      status: 400,
      code: 'GRAPHQL_VALIDATION_FAILED',
    });
    expect(await world.metric('graphql_manifest_operations')).toContain(
      'graphql_manifest_operations{state="unfit"} 1',
    );
  });

  it('lets everything else run, as long as the mode is off', async () => {
    expect(await world.post({ query: '{ status }' })).toMatchObject(FINE);
    expect(await world.metric('graphql_persisted_operations_total{outcome="unlisted"')).toEqual([]);
  });
});

describe('the mode log', () => {
  it('runs what is not listed, counts it, and logs it once for each client version', async () => {
    const world = await start({ mode: 'log' });
    const headers = { 'apollographql-client-name': 'web', 'apollographql-client-version': '1.2' };
    const query = 'query Surprise { caller { requestId } status }';
    for (let time = 0; time < 3; time += 1) expect((await world.post({ query }, headers)).status).toBe(200);
    await world.post({ query }, { 'graphql-client-name': 'ios' });
    await world.post({ query: STATUS });
    await world.post({ query: '{ __typename }' });
    const notes = world.lines.filter(({ msg }) => msg === 'operation is not listed');
    expect(notes).toMatchObject([
      { operation: 'Surprise', operationHash: sha256(query), client: 'web', clientVersion: '1.2' },
      { operation: 'Surprise', client: 'ios', clientVersion: null },
    ]);
    expect(await world.metric('graphql_persisted_operations_total')).toEqual([
      'graphql_persisted_operations_total{outcome="unlisted",client="web"} 3',
      'graphql_persisted_operations_total{outcome="unlisted",client="ios"} 1',
      'graphql_persisted_operations_total{outcome="listed",client="anonymous"} 1',
    ]);
  });

  it('is no help for filling metrics with names', async () => {
    const world = await start({ mode: 'log' });
    for (let number = 0; number < 60; number += 1)
      await world.post({ query: '{ status }' }, { 'apollographql-client-name': `client-${number}` });
    const lines = await world.metric('graphql_persisted_operations_total');
    expect(lines).toHaveLength(51);
    expect(lines).toContain('graphql_persisted_operations_total{outcome="unlisted",client="other"} 10');
  });
});

describe('the mode enforce', () => {
  let world: World;
  beforeAll(async () => {
    world = await start({ mode: 'enforce' });
  });
  const REFUSED = { status: 403, code: 'OPERATION_NOT_ALLOWED' };

  it('runs what is listed, by name, by text, and by the text written otherwise', async () => {
    expect(await world.post({ id: sha256(STATUS) })).toMatchObject(FINE);
    expect(await world.post({ query: STATUS })).toMatchObject(FINE);
    expect(await world.post({ query: 'query Status{status} # minified' })).toMatchObject(FINE);
    expect(await world.post({ query: STATUS, extensions: hashed(STATUS) })).toMatchObject(FINE);
    expect(await world.get({ query: STATUS })).toMatchObject(FINE);
  });

  it('refuses everything else, however it is asked', async () => {
    const query = '{ status }';
    for (const body of [
      { query },
      { query, extensions: hashed(query) },
      { extensions: hashed(query) },
      { extensions: { persistedQuery: { version: 1, sha256Hash: 5 } } },
      { query, id: 'unknown' },
      { id: 'unknown' },
      { documentId: '__proto__' },
      { query: `${STATUS} query Other { status }`, operationName: 'Other' },
      { query: 'query IntrospectionQuery { __schema { queryType { name } } }' },
      { query: '{ __typename status }' },
      { query: '{ __typename @include(if: true) }' },
    ])
      expect(await world.post(body)).toMatchObject(REFUSED);
    expect(await world.get({ query })).toMatchObject(REFUSED);
    expect(await world.get({ extensions: JSON.stringify(hashed(query)) })).toMatchObject(REFUSED);
  });

  it('runs nothing that is not listed, whatever form a request has', async () => {
    const texts = ['{ status }', '', STATUS, null, 0, false, {}, ['{ status }']];
    const extensions = [
      undefined,
      null,
      'x',
      [],
      {},
      { persistedQuery: null },
      { persistedQuery: 'x' },
      { persistedQuery: { version: 2, sha256Hash: sha256('{ status }') } },
      { persistedQuery: { version: '1', sha256Hash: sha256('{ status }') } },
      hashed('{ status }'),
      hashed(''),
    ];
    for (const query of texts)
      for (const one of extensions)
        for (const id of [undefined, '', 'unknown', ['lead-1', 'x']]) {
          const { data } = await world.post({ query, extensions: one, id });
          if (query !== STATUS) expect(data).toBeUndefined();
        }
    for (const search of [
      'query={status}&query={status}',
      `id=unknown&id=other&query={status}`,
      'extensions={"persistedQuery":1}&query={status}',
      'extensions=null&query={status}',
      'extensions=&query={status}',
    ])
      expect((await world.get(search)).data).toBeUndefined();
  });

  it('answers those who only ask whether anyone is there', async () => {
    for (const query of ['{ __typename }', '{__typename}', 'query { __typename }'])
      expect(await world.post({ query })).toMatchObject({ status: 200, data: { __typename: 'Query' } });
  });

  it('says of an operation that is not listed that it is not, whatever the token', async () => {
    const headers = { authorization: 'Bearer nonsense' };
    expect(await world.post({ query: '{ status }' }, headers)).toMatchObject({ status: 403 });
  });

  it('counts an operation of one client for that client only', async () => {
    expect(await world.post({ id: 'bound' }, { 'apollographql-client-name': 'web' })).toMatchObject(FINE);
    const other = await world.post({ id: 'bound' }, { 'apollographql-client-name': 'ios' });
    expect(other).toMatchObject(REFUSED);
    expect(other.message).toContain('apollographql-client-name');
    expect(await world.post({ query: BOUND })).toMatchObject(REFUSED);
  });

  it('does not run what was kept while it was not enforced', async () => {
    const mixed = await start({ mode: 'off', clients: 'web=enforce' });
    const query = '{ status }';
    expect(await mixed.post({ query, extensions: hashed(query) })).toMatchObject(FINE);
    expect(await mixed.post({ extensions: hashed(query) })).toMatchObject(FINE);
    const headers = { 'apollographql-client-name': 'web' };
    expect(await mixed.post({ extensions: hashed(query) }, headers)).toMatchObject(REFUSED);
  });
});

describe('the file of a manifest', () => {
  const only = (id: string, body = STATUS) => ({ [id]: body });

  it('is read again when it changes; a broken one changes nothing', async () => {
    const world = await start({ mode: 'enforce' }, only('one'));
    expect(await world.post({ id: 'one' })).toMatchObject(FINE);
    world.write(only('two'));
    await until(async () => (await world.post({ id: 'two' })).status === 200);
    expect((await world.post({ id: 'one' })).status).toBe(403);
    world.write('{"three": ');
    await until(() => world.lines.some(({ msg }) => msg.includes('is not used')));
    expect(await world.post({ id: 'two' })).toMatchObject(FINE);
    expect(await world.metric('graphql_manifest_loads_total')).toEqual([
      'graphql_manifest_loads_total{outcome="ok"} 2',
      'graphql_manifest_loads_total{outcome="refused"} 1',
    ]);
    world.write(only('four'));
    await until(async () => (await world.post({ id: 'four' })).status === 200);
  });

  it('may vanish for a while', async () => {
    const world = await start({ mode: 'enforce' }, only('one'));
    rmSync(world.file);
    await until(() => world.lines.some(({ msg }) => msg.includes('is not used')));
    expect(await world.post({ id: 'one' })).toMatchObject(FINE);
    world.write(only('two'));
    await until(async () => (await world.post({ id: 'two' })).status === 200);
  });

  it('may be exchanged again and again under load, without one wrong answer', async () => {
    const world = await start({ mode: 'enforce' }, only('stays'));
    const answers: Answer[] = [];
    for (let round = 0; round < 20; round += 1) {
      world.write({ ...only('stays'), ...only(`round-${round}`, `query R${round} { status }`) });
      for (let time = 0; time < 5; time += 1) answers.push(await world.post({ id: 'stays' }));
      await sleep(10);
    }
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    await until(async () => (await world.post({ id: 'round-19' })).status === 200);
  });

  it.each([
    [{ mode: 'enforce' as const }, null, 'has to name a manifest for PERSISTED_OPERATIONS=enforce'],
    [{ clients: 'web=log' }, null, 'has to name a manifest for PERSISTED_OPERATIONS_CLIENTS'],
    [{ manifestPath: '/nowhere/manifest.json' }, null, 'The manifest /nowhere/manifest.json does not exist'],
    [{}, '{"one": ', 'is not valid JSON'],
    [{ mode: 'enforce' as const, clients: 'x=log' }, MANIFEST, 'is more lenient'],
  ])('stops the start when it can not be used: %j', async (settings, manifest, words) => {
    const starting = start(settings, manifest);
    await expect(starting).rejects.toThrow(ConfigError);
    await expect(starting).rejects.toThrow(words);
  });
});
