import { GraphQLID, GraphQLString, Kind, parse } from 'graphql';
import { createReader } from './answer-reader';
import { orNull, scanLeaf, scanList, scanObject } from './scan';
import { expanded, Verbatim } from './verbatim';
import type { Fetched } from './verbatim-parts';

const contact = orNull(
  scanObject([
    ['id', scanLeaf(GraphQLID)],
    ['name', orNull(scanLeaf(GraphQLString))],
  ]),
);
const tags = scanList(scanLeaf(GraphQLString));

/** The reader of `query`, whose `contact` and `tags` in `leads` are verbatim. */
function readerOf(query: string, entities = false) {
  const [definition] = parse(query).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('an operation');
  const at = entities ? [] : ['leads'];
  return createReader({
    node: (entities ? { requires: [] } : {}) as unknown as Fetched['node'],
    at: [],
    all: definition.selectionSet,
    fields: definition.selectionSet,
    parts: [
      { path: [...at, 'contact'], scan: contact, isList: false, run: null },
      { path: [...at, 'tags'], scan: tags, isList: true, run: null },
    ],
  });
}

const QUERY = '{ leads { __typename id contact { id name } price tags } count }';
const LEAD =
  '{"__typename":"Lead","id":"1","contact":{"id":"7","name":"Ä \\"B\\""},"price":{"a":[1,"}"]},"tags":["x","y"]}';
const read = (json: string | Buffer, reader = readerOf(QUERY)) => reader.read(Buffer.from(json));

describe('a reader', () => {
  it('makes objects of what is needed, and leaves the rest as it is', () => {
    const json = `{"data":{"leads":[${LEAD},null],"count":2}}\n`;
    const data = read(json);
    const [lead] = data?.['leads'] as Record<string, unknown>[];
    expect(lead?.['contact']).toBeInstanceOf(Verbatim);
    expect((lead?.['tags'] as Verbatim).count).toBe(2);
    expect({ data: expanded(data) }).toEqual(JSON.parse(json));
  });

  it('reads entities', () => {
    const reader = readerOf('{ contact { id name } tags }', true);
    const json = '{"data":{"_entities":[{"contact":null,"tags":[]},null]}}';
    const data = read(json, reader);
    expect({ data: expanded(data) }).toEqual(JSON.parse(json));
  });

  it.each([
    ['an empty list', '{"data":{"leads":[],"count":0}}', true],
    ['no list', '{"data":{"leads":null,"count":null}}', true],
    ['numbers and words', '{"data":{"leads":[],"count":-1.5e3}}', true],
    ['lists of lists', `{"data":{"leads":[[${LEAD}]],"count":true}}`, true],
    ['errors beside it', '{"data":{"leads":[],"count":0},"errors":[]}', false],
    ['errors before it', '{"errors":[{}],"data":{"leads":[],"count":0}}', false],
    ['no data', '{"data":null}', false],
    ['white space', '{"data": {"leads":[],"count":0}}', false],
    ['another order', '{"data":{"count":0,"leads":[]}}', false],
    ['more fields', '{"data":{"leads":[],"count":0,"more":1}}', false],
    ['too few fields', '{"data":{"leads":[]}}', false],
    ['something after it', '{"data":{"leads":[],"count":0}}x', false],
    ['half of it', '{"data":{"leads":[],"count":0}', false],
    ['what is no JSON', '{"data":{"leads":[],"count":zero}}', false],
    ['a string without an end', '{"data":{"leads":[],"count":"0}}', false],
    ['what should be an object', '{"data":{"leads":[1],"count":0}}', false],
    ['a part against its type', `{"data":{"leads":[${LEAD.replace('"7"', '7')}],"count":0}}`, false],
    [
      'a null in a part that may not be',
      `{"data":{"leads":[${LEAD.replace('"7"', 'null')}],"count":0}}`,
      false,
    ],
    ['nothing', '', false],
  ])('of %s: %s is read here: %s', (_what, json, isRead) => {
    const data = read(json);
    expect(data !== null).toBe(isRead);
    if (isRead) expect({ data: expanded(data) }).toEqual(JSON.parse(json));
  });

  it('leaves what is not UTF-8 to be read in the usual way', () => {
    const json = Buffer.from(`{"data":{"leads":[${LEAD}],"count":0}}`);
    json[json.indexOf('Ä') + 1] = 0xff;
    expect(read(json)).toBeNull();
  });

  it('tries only now and then with a subgraph that always writes otherwise, and comes back', () => {
    const reader = readerOf(QUERY);
    const good = '{"data":{"leads":[],"count":0}}';
    for (let i = 0; i < 20; i += 1) expect(read(`${good} `, reader)).toBeNull();
    const tries = Array.from({ length: 300 }, () => read(good, reader) !== null);
    expect(tries[0]).toBe(false);
    expect(tries.indexOf(true)).toBeGreaterThan(0);
    expect(tries.slice(tries.indexOf(true)).every(Boolean)).toBe(true);
  });
});
