import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  getNamedType,
  isInputObjectType,
  isRequiredArgument,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { pino } from 'pino';
import { OUR_SCALARS } from '../main/gateway-settings';
import { readSupergraph } from '../gateway/src/supergraph/supergraph';
import { projectRoot } from '../service-kit/process/paths';
import { codes } from '../testkit/subgraph';
import { startTinyGateway, type TinyGateway } from '../testkit/tiny-gateway';

/*
 * Every place of our own graph that takes a date, a time or a decimal, with values that people type: one mistake, with what to
 * write instead, before any subgraph is asked. There are none behind this gateway.
 */

const PATH = join(projectRoot, 'schema/supergraph.graphql');
const WRONG: Record<string, readonly unknown[]> = {
  Date: [
    '31.12.2026',
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '+999999-01-01',
    '',
    20261231,
    true,
    ['2026-01-01', 'x'],
    {},
  ],
  DateTime: [
    '31.12.2026',
    'yesterday',
    '2026-02-30T00:00:00Z',
    '+999999-01-01T00:00:00Z',
    '2026-01-01T25:00:00Z',
    '',
    1_800_000_000,
    {},
  ],
  Decimal: ['19%', '19,5', '1 000', '1e3', '', 'NaN', true, {}],
};

/** A place for a value: an argument of a root field, and the way to it through its input type. */
interface Place {
  readonly kind: 'query' | 'mutation';
  readonly field: string;
  readonly argument: GraphQLArgument;
  /** Arguments that it can't be asked for without, written out; all of them are ids. */
  readonly beside: string;
  readonly path: readonly string[];
  readonly scalar: string;
}

function placesIn(schema: GraphQLSchema, scalars = Object.keys(WRONG)): Place[] {
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
  ] as const;
  return roots.flatMap(([kind, type]) =>
    Object.values(type?.getFields() ?? {}).flatMap(({ name, args }) =>
      args.flatMap((argument) =>
        waysIn(argument.type, [], [], scalars).map((way) => ({
          kind,
          field: name,
          argument,
          beside: args
            .filter((other) => other !== argument && isRequiredArgument(other))
            .map((other) => `, ${other.name}: "x"`)
            .join(''),
          ...way,
        })),
      ),
    ),
  );
}

/** Each input type once on a way: they may hold one another. */
function waysIn(
  type: GraphQLInputType,
  path: readonly string[],
  seen: readonly string[],
  scalars: readonly string[],
): Pick<Place, 'path' | 'scalar'>[] {
  const named = getNamedType(type);
  if (scalars.includes(named.name)) return [{ path, scalar: named.name }];
  if (!isInputObjectType(named) || seen.includes(named.name)) return [];
  return Object.values(named.getFields()).flatMap((field) =>
    waysIn(field.type, [...path, field.name], [...seen, named.name], scalars),
  );
}

/** The value at the end of its way; what is missing beside it is told too, so only what is wrong with it is looked at. */
const around = (path: readonly string[], value: unknown): unknown =>
  path.reduceRight((inner, name) => ({ [name]: inner }), value);

describe('a wrong value', () => {
  let tiny: TinyGateway;
  const lines: string[] = [];
  beforeAll(async () => {
    tiny = await startTinyGateway('in-process', {
      supergraph: readSupergraph(PATH, 'deny'),
      scalars: OUR_SCALARS,
      log: pino({ level: 'warn' }, { write: (line) => void lines.push(line) }),
    });
  });
  afterAll(() => tiny.close());

  it.each(Object.keys(WRONG))('of %s is told wherever it stands, and is no fault of ours', async (scalar) => {
    const schema = buildSchema(readFileSync(PATH, 'utf8'), { assumeValid: true });
    const places = placesIn(schema).filter((place) => place.scalar === scalar);
    expect(places.length).toBeGreaterThan(1);
    for (const { kind, field, argument, beside, path } of places) {
      for (const wrong of WRONG[scalar] ?? []) {
        const query = `${kind} ($v: ${String(argument.type)}) { ${field}(${argument.name}: $v${beside}) { __typename } }`;
        const answer = await tiny.ask(query, { variables: { v: around(path, wrong) }, headers: tiny.as() });
        const at = { field, path, wrong, status: answer.status };
        expect({ ...at, codes: [...new Set(codes(answer))] }).toEqual({
          ...at,
          status: 400,
          codes: ['BAD_USER_INPUT'],
        });
        // Beside it what else is missing may be told: by its place it is found.
        const place = path.length === 0 ? 'got invalid value' : `at "v.${path.join('.')}"; `;
        const own = answer.errors.filter(({ message }) => message.includes(place));
        expect({ ...at, told: own.map(({ message }) => message.split('; ').at(-1)) }).toEqual({
          ...at,
          told: [expect.stringMatching(/^A (Date|DateTime|Decimal) is /)],
        });
      }
    }
    expect(lines).toEqual([]);
  });

  it.each(['1e400', '[1, -1e400]', '{ a: { b: 1e400 } }'])(
    'of JSON is told as a literal, too, where it holds a number that JSON has none for: %s',
    async (literal) => {
      const schema = buildSchema(readFileSync(PATH, 'utf8'), { assumeValid: true });
      const places = placesIn(schema, ['JSON']);
      expect(places.length).toBeGreaterThan(0);
      for (const { kind, field, argument, beside, path } of places) {
        const written = path.reduceRight((inner, name) => `{ ${name}: ${inner} }`, literal);
        const query = `${kind} { ${field}(${argument.name}: ${written}${beside}) { __typename } }`;
        const answer = await tiny.ask(query, { headers: tiny.as() });
        const told = answer.errors.filter(({ message }) => message.includes('holds no number as large'));
        expect([field, answer.status, told.length, codes({ ...answer, errors: told })]).toEqual([
          ...[field, 400, 1],
          ['BAD_USER_INPUT'],
        ]);
      }
      expect(lines).toEqual([]);
    },
  );
});
