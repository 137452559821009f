import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { projectRoot } from '../../../service-kit/process/paths';
import { join } from 'node:path';
import { loadSupergraph, readSupergraph, SupergraphError } from '../supergraph/supergraph';
import { compileRules } from './rules';

const IMPORTS = '"@key", "@external", "@requires", "@context", "@fromContext", "@interfaceObject"';
const header = (auth: string) => `extend schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${IMPORTS}, ${auth}])`;
const PLAIN = '"@authenticated", "@requiresScopes", "@policy"';

function composed(sdl: string | string[], auth = PLAIN): string {
  const { supergraphSdl, errors } = composeServices(
    [sdl].flat().map((one, index) => ({
      name: `s${index}`,
      url: 'http://s.invalid',
      typeDefs: parse(`${header(auth)} ${one}`),
    })),
  );
  if (!supergraphSdl) throw new Error(String(errors));
  return supergraphSdl;
}

const rulesOf = (sdl: string) => compileRules(loadSupergraph(sdl, 'graph', 'public'));
const words = (demands: readonly { kind: string; anyOf: unknown }[]) =>
  demands.map(({ kind, anyOf }) => `${kind} ${JSON.stringify(anyOf)}`);

describe('the rules of a field', () => {
  const sdl = composed(`
    type Query { a: A @requiresScopes(scopes: [["q"]]) list: [[A!]]! plain: Int enums: [E] scalar: S }
    type A @authenticated { x: Int }
    enum E @policy(policies: [["p", "q"], ["r"]]) { X }
    scalar S @requiresScopes(scopes: [["s"]])`);

  it.each([
    ['its own and those of the object it returns', 'a', ['scopes [["q"]]', 'scopes [[]]']],
    ['those of the object in its lists', 'list', ['scopes [[]]']],
    ['those of an enum', 'enums', ['policies [["p","q"],["r"]]']],
    ['those of a scalar', 'scalar', ['scopes [["s"]]']],
    ['nothing', 'plain', []],
  ])('are %s', (_what, field, expected) => {
    expect(words(rulesOf(sdl).ofField('Query', field))).toEqual(expected);
  });

  it('are had under whatever names the features have', () => {
    const renamed = composed(
      'type Query { a: Int @loggedIn b: Int @can(scopes: [["x"]]) c: Int @federation__policy(policies: [["p"]]) }',
      '{ name: "@authenticated", as: "@loggedIn" }, { name: "@requiresScopes", as: "@can" }',
    );
    const rules = rulesOf(renamed);
    expect(['a', 'b', 'c'].map((field) => words(rules.ofField('Query', field)))).toEqual([
      ['scopes [[]]'],
      ['scopes [["x"]]'],
      ['policies [["p"]]'],
    ]);
  });

  it('are those of every subgraph that marks it', () => {
    const sdls = ['@requiresScopes(scopes: [["x"]])', '@authenticated'].map(
      (mark) => `type Query { a: Int @federation__shareable ${mark} }`,
    );
    expect(words(rulesOf(composed(sdls)).ofField('Query', 'a')).sort()).toEqual([
      'scopes [["x"]]',
      'scopes [[]]',
    ]);
  });

  it('include those of the root type', () => {
    expect(words(rulesOf(composed('type Query @authenticated { a: Int }')).ofField('Query', 'a'))).toEqual([
      'scopes [[]]',
    ]);
  });
});

describe('what a field needs', () => {
  it('counts through @requires, nested selections and their own needs', () => {
    const marked = composed([
      `type Query { t: T }
       type T @key(fields: "id") { id: ID! box: Box }
       type Box { inner: Inner } type Inner { deep: Int @requiresScopes(scopes: [["deep"]]) }`,
      `type T @key(fields: "id") { id: ID! box: Box @external
         first: Int @requires(fields: "box { inner { deep } }") @requiresScopes(scopes: [["deep"]]) }
       type Box { inner: Inner @external } type Inner { deep: Int @external }`,
      `type T @key(fields: "id") { id: ID! first: Int @external second: Int @requires(fields: "first") @requiresScopes(scopes: [["deep"]]) }`,
    ]);
    const old = marked.replace(/^(\s+(first|second): .*) @requiresScopes\(.*\)$/gm, '$1');
    const rules = rulesOf(old);
    expect(words(rules.ofField('T', 'first'))).toEqual(['scopes [["deep"]]']);
    expect(words(rules.ofField('T', 'second'))).toEqual(['scopes [["deep"]]']);
  });

  it('counts through @fromContext', () => {
    const marked = composed(`
      type Query { c: C }
      type C @context(name: "ctx") { secret: Int! @requiresScopes(scopes: [["s"]]) d: D }
      type D @key(fields: "id") { id: ID! field(x: Int @fromContext(field: "$ctx { secret }")): Int @requiresScopes(scopes: [["s"]]) }`);
    const old = marked.replace(/^(\s+field: .*) @requiresScopes\(.*\)$/m, '$1');
    expect(old).not.toBe(marked);
    expect(words(rulesOf(old).ofField('D', 'field'))).toEqual(['scopes [["s"]]']);
  });
});

describe('marks on interfaces', () => {
  const base = `type Query { i: I }
    interface I { f: Int } type A implements I { f: Int } type B implements I { f: Int }`;
  const onInterface = (sdl: string, type: string, field: string) =>
    sdl.replace(/interface I([\s\S]*?)\{\n {2}f: Int/, `interface I$1${type}\n{\n  f: Int ${field}`);
  const linked = composed(`${base} type C @authenticated { f: Int @requiresScopes(scopes: [["x"]]) }`);

  it('that composition summed up bind nobody who meets what one type demands', () => {
    const rules = rulesOf(
      composed(base.replace('type A implements I', 'type A implements I @authenticated')),
    );
    expect([words(rules.ofType('A')), words(rules.ofType('B'))]).toEqual([['scopes [[]]'], []]);
  });

  it('that a person wrote bind every type that implements it (GHSA-mx7m-j9xf-62hw)', () => {
    const rules = rulesOf(onInterface(linked, '@authenticated', '@requiresScopes(scopes: [["x"]])'));
    expect([words(rules.ofType('A')), words(rules.ofType('B'))]).toEqual([['scopes [[]]'], ['scopes [[]]']]);
    expect(words(rules.ofField('B', 'f'))).toEqual(['scopes [["x"]]']);
  });

  it('all bind in a supergraph of an older join specification', () => {
    const sdl = composed(base.replace('type A implements I', 'type A implements I @authenticated'));
    const rules = rulesOf(sdl.replace('join/v0.5', 'join/v0.3'));
    expect([words(rules.ofType('A')), words(rules.ofType('B'))]).toEqual([['scopes [[]]'], ['scopes [[]]']]);
  });

  it('all bind where another interface shows that nothing was summed up', () => {
    const sdl = composed(
      `${base.replace('type A implements I', 'type A implements I @authenticated')}
       interface J { f: Int } type K implements J @requiresScopes(scopes: [["k"]]) { f: Int }`,
    );
    const old = sdl.replace(/interface J([\s\S]*?)@requiresScopes\(.*\)/, 'interface J$1');
    expect(old).not.toBe(sdl);
    expect(words(rulesOf(old).ofType('B'))).toEqual(['scopes [[]]']);
  });
});

describe('a supergraph that can’t be protected', () => {
  const sdl = composed(
    'type Query { a(x: Int): Int @requiresScopes(scopes: [["x"]]) b: Int @authenticated } union U = C | D type C { x: Int } type D { x: Int } input In { x: Int } type P { x(i: In): U @policy(policies: [["p"]]) }',
  );

  it.each([
    ['an unknown version', sdl.replace('authenticated/v0.1', 'authenticated/v0.2'), 'authenticated/v0.2'],
    ['an empty list', sdl.replace('scopes: [["x"]]', 'scopes: []'), '@requiresScopes on Query.a'],
    ['a flat list', sdl.replace('scopes: [["x"]]', 'scopes: ["x"]'), '@requiresScopes on Query.a'],
    ['a list of numbers', sdl.replace('scopes: [["x"]]', 'scopes: [[1]]'), '@requiresScopes on Query.a'],
    [
      'another argument',
      sdl.replace('scopes: [["x"]]', 'scopes: [["x"]], unless: "y"'),
      '@requiresScopes on Query.a',
    ],
    [
      'no argument',
      sdl.replace('@requiresScopes(scopes: [["x"]])', '@requiresScopes'),
      '@requiresScopes on Query.a',
    ],
    [
      'an argument too many',
      sdl.replace('b: Int @authenticated', 'b: Int @authenticated(maybe: true)'),
      '@authenticated on Query.b',
    ],
    ['a policy that all meet', sdl.replace('policies: [["p"]]', 'policies: [[]]'), '@policy on P.x'],
    ['a mark on an argument', sdl.replace('a(x: Int)', 'a(x: Int @authenticated)'), '@authenticated on x'],
    ['a mark on a union', sdl.replace(/union U/, 'union U @authenticated'), '@authenticated on U'],
    ['a mark on an input', sdl.replace(/input In/, 'input In @authenticated'), '@authenticated on In'],
    [
      'a mark on the schema',
      sdl.replace(/^schema/, 'schema @authenticated'),
      '@authenticated on SchemaDefinition',
    ],
    [
      'a mark without its feature',
      sdl.replace(/@link\(url: "https:\/\/specs.apollo.dev\/policy.*\)/, ''),
      '@policy belongs to no linked feature',
    ],
    [
      'a mark within join__directive',
      sdl.replace('b: Int', 'b: Int @join__directive(graphs: [], name: "authenticated")'),
      '@join__directive(name: "authenticated")',
    ],
  ])('is not loaded: %s', (_what, broken, naming) => {
    expect(broken).not.toBe(sdl);
    expect(() => loadSupergraph(broken, 'graph', 'public')).toThrow(SupergraphError);
    expect(() => loadSupergraph(broken, 'graph', 'public')).toThrow(naming);
  });

  it('is not served when what a field requires can’t be read', () => {
    const broken = sdl.replace('b: Int', 'b: Int @join__field(graph: S0, requires: "{{")');
    expect(() => rulesOf(broken)).toThrow(/Query\.b requires can't be read/);
  });
});

describe('the committed supergraph', () => {
  it('has a rule for each of its marks', () => {
    const supergraph = readSupergraph(join(projectRoot, 'schema', 'supergraph.graphql'));
    const rules = compileRules(supergraph);
    expect(supergraph.auth.marks.size).toBeGreaterThan(100);
    for (const [at, demands] of supergraph.auth.marks) {
      const [type = '', field] = at.split('.');
      expect([at, field ? rules.ofField(type, field) : rules.ofType(type)]).toEqual([
        at,
        expect.arrayContaining([...demands]),
      ]);
    }
  });
});
