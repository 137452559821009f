import { createSafelist, countsFor, sha256 } from './safelist';
import { ManifestError, parseManifest } from './manifest';

const apollo = (operations: unknown, more: object = {}) =>
  JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations, ...more });
const operation = (id: string, body: string, more: object = {}) => ({
  id,
  name: 'A',
  type: 'query',
  body,
  ...more,
});

describe('a manifest', () => {
  it('is read in the format of Apollo, with the clients of each operation', () => {
    const text = apollo([operation('1', '{ a }'), operation('2', '{ b }', { clientName: 'web' })]);
    expect(parseManifest(text, 'm.json')).toEqual([
      { id: '1', body: '{ a }', clients: null },
      { id: '2', body: '{ b }', clients: new Set(['web']) },
    ]);
  });

  it('is read in the format of Relay', () => {
    expect(parseManifest('{"1": "query A { a }", "2": "{ b }"}', 'm.json')).toEqual([
      { id: '1', body: 'query A { a }', clients: null },
      { id: '2', body: '{ b }', clients: null },
    ]);
    expect(parseManifest('{}', 'm.json')).toEqual([]);
  });

  it('may list an id for several clients, or again for all', () => {
    const forClient = (clientName: string | null) => operation('1', '{ a }', { clientName });
    expect(parseManifest(apollo([forClient('web'), forClient('ios')]), 'm.json')[0]?.clients).toEqual(
      new Set(['web', 'ios']),
    );
    expect(parseManifest(apollo([forClient('web'), forClient(null)]), 'm.json')[0]?.clients).toBeNull();
  });

  it.each([
    ['{"1": ', 'is not valid JSON'],
    ['', 'is not valid JSON'],
    ['[]', 'is not a JSON object'],
    ['null', 'is not a JSON object'],
    ['{"1": 5}', 'has no document under "1"'],
    ['{"1": " "}', 'has no document under "1"'],
    ['{"": "{ a }"}', 'has an empty id'],
    ['{"format": "other"}', 'has the unknown format "other"'],
    ['{"operations": []}', 'has no document under "operations"'],
    [apollo([], { version: 2 }), 'has the version 2'],
    [apollo({}), 'has no list "operations"'],
    [apollo([null]), 'has no "id" in operations[0]'],
    [apollo([{ id: '1' }]), 'has no "body" in operations[0] (id 1)'],
    [apollo([operation('1', '{ a }', { clientName: 5 })]), 'has a "clientName" that is no text'],
    [apollo([operation('1', '{ a }'), operation('1', '{ b }')]), 'has the id 1 twice, with different bodies'],
  ])('is refused when it is %j, in words', (text, words) => {
    expect(() => parseManifest(text, 'm.json')).toThrow(ManifestError);
    expect(() => parseManifest(text, 'm.json')).toThrow(`The manifest m.json ${words}`);
  });

  it('may use names of JavaScript as ids', () => {
    const list = createSafelist(parseManifest('{"__proto__": "{ a }", "constructor": "{ b }"}', 'm.json'));
    expect(list.byId('__proto__')?.body).toBe('{ a }');
    expect(list.byId('constructor')?.body).toBe('{ b }');
    expect(list.byId('toString')).toBeUndefined();
  });
});

describe('a safelist', () => {
  const body = 'query A($id: ID!) {\n  lead(id: $id) { id }\n}';
  const list = createSafelist([{ id: 'a', body, clients: null }]);

  it('finds by id, by hash and by text', () => {
    expect(list.byId('a')?.body).toBe(body);
    expect(list.byId(sha256(body))?.body).toBe(body);
    expect(list.byId(`sha256:${sha256(body)}`)?.body).toBe(body);
    expect(list.byText(body)?.id).toBe('a');
    expect(list.byText(`${body} `)).toBeUndefined();
  });

  it('finds another writing of the same tokens, and nothing else', () => {
    expect(list.byNormalizedText('# hello\nquery A($id:ID!),{lead(id:$id){id}}')?.id).toBe('a');
    for (const text of [
      'query A($id: ID!) { lead(id: $id) { id name } }',
      'query B($id: ID!) { lead(id: $id) { id } }',
      'query A($id: ID!) { lead(id: $id) { "id" } }',
      'query A($id: ID!) { lead(id: $id) { id } } \u0000',
      `${body}${' '.repeat(10_000)}`,
      '',
    ])
      expect(list.byNormalizedText(text)).toBeUndefined();
  });

  it('takes one text under several ids for the clients of all', () => {
    const both = createSafelist([
      { id: '1', body, clients: new Set(['web']) },
      { id: '2', body, clients: new Set(['ios']) },
    ]);
    const found = both.byText(body);
    expect(['web', 'ios', 'tv', null].map((client) => found && countsFor(found, client))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(countsFor(both.byId('1') as never, 'ios')).toBe(false);
  });
});
