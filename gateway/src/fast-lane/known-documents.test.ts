import { buildSchema, parse, type GraphQLSchema } from 'graphql';
import { sha256 } from '../persisted/safelist';
import { KnownDocuments, MAX_CHARACTERS, MAX_DOCUMENTS, MAX_LENGTH } from './known-documents';

const schema = buildSchema('type Query { field: Int }');

/** Has a document found valid, as Apollo Server tells it. */
async function learn(known: KnownDocuments, source: string, against: GraphQLSchema = schema): Promise<void> {
  const listener = await known.plugin.requestDidStart?.({} as never);
  const found = { schema: against, source, document: parse(source), queryHash: sha256(source) };
  await listener?.didResolveOperation?.(found as never);
}

const text = (name: string, length = 0): string => `query ${name} { field }`.padEnd(length, ' ');

describe('known documents', () => {
  it('are found by exactly their text and schema', async () => {
    const known = new KnownDocuments();
    const other = buildSchema('type Query { field: Int }');
    await learn(known, text('A'));
    expect(known.find(schema, text('A'))?.only).toMatchObject({ name: 'A', hash: sha256(text('A')), schema });
    expect(known.find(schema, `${text('A')} `)).toBeUndefined();
    expect(known.find(other, text('A'))).toBeUndefined();
  });

  it('stay the same object, with all that hangs on it', async () => {
    const known = new KnownDocuments();
    await learn(known, text('A'));
    const first = known.find(schema, text('A'));
    await learn(known, text('A'));
    expect(known.find(schema, text('A'))).toBe(first);
  });

  it('are as many as there may be: the one that was not asked for longest goes first', async () => {
    const known = new KnownDocuments();
    for (let n = 0; n < MAX_DOCUMENTS; n += 1) await learn(known, text(`Q${n}`));
    expect(known.find(schema, text('Q0'))).toBeDefined();
    await learn(known, text('OneMore'));
    expect(known.find(schema, text('Q0'))).toBeDefined();
    expect(known.find(schema, text('Q1'))).toBeUndefined();
    expect(known.find(schema, text('OneMore'))).toBeDefined();
  });

  it('are as long in all as they may be', async () => {
    const known = new KnownDocuments();
    const fitting = Math.floor(MAX_CHARACTERS / (MAX_LENGTH + 1));
    for (let n = 0; n <= fitting; n += 1) await learn(known, text(`Q${n}`, MAX_LENGTH));
    expect(known.find(schema, text('Q0', MAX_LENGTH))).toBeUndefined();
    expect(known.find(schema, text('Q1', MAX_LENGTH))).toBeDefined();
  });

  it('are not too long each', async () => {
    const known = new KnownDocuments();
    await learn(known, text('Long', MAX_LENGTH + 1));
    expect(known.find(schema, text('Long', MAX_LENGTH + 1))).toBeUndefined();
  });
});
