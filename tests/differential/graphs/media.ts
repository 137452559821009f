import type { GraphDefinition } from '../../../testkit/federation/federated-graph';
import { ref, refs, type Row } from '../../../testkit/federation/world';

/*
 * Abstract types: entity interfaces with `@interfaceObject`, unions and interfaces of which each subgraph knows a part,
 * `@provides` on them, `@requires` through them.
 */

const subgraphs = {
  // Owns the media and knows what each is.
  catalog: `
    type Query { media: [Media!]! medium(id: ID!): Media accounts: [Account!]! shelf: [Item] featured: Item }
    interface Media @key(fields: "id") { id: ID! title: String maker: Maker }
    type Book implements Media & Printed @key(fields: "id") { id: ID! title: String maker: Maker pages: Int sequel: Book }
    type Film implements Media & Timed @key(fields: "id") { id: ID! title: String maker: Maker minutes: Int @shareable cast: [Person!] @shareable }
    type Song implements Media & Timed @key(fields: "id") { id: ID! title: String maker: Maker minutes: Int key: Tone }
    interface Printed { pages: Int }
    interface Timed { minutes: Int }
    enum Tone { MAJOR MINOR }
    union Item = Book | Film | Person
    union Maker = Person | Studio
    type Person @key(fields: "id") { id: ID! name: String @shareable made: [Media] }
    type Studio @key(fields: "id") { id: ID! city: String }
    interface Account @key(fields: "id") { id: ID! }
    type Admin implements Account @key(fields: "id") { id: ID! level: Int! isActive: Boolean! @shareable }
    type Member implements Account @key(fields: "id") { id: ID! since: String }
  `,
  // Knows media only as "some medium".
  ratings: `
    type Query { best: Media rated(atLeast: Int = 0): [Media] members: [Account] }
    type Media @key(fields: "id") @interfaceObject {
      id: ID!
      title: String @external
      stars: Int
      blurb(loud: Boolean = false): String @requires(fields: "title")
      similar: [Media!]
      critics: [Critic]
    }
    type Critic { name: String! medium: Media account: Account }
    type Account @key(fields: "id") @interfaceObject { id: ID! nick: String! watched: [Media!]! }
  `,
  flags: `
    type Account @key(fields: "id") @interfaceObject { id: ID! isActive: Boolean! @shareable warnings: [String] }
  `,
  // Knows songs and podcasts, not books; Playable is a name of its own.
  radio: `
    type Query { onAir: Playable queue: [Playable] programme(day: Int!): [Slot!] }
    union Playable = Song | Podcast
    type Song @key(fields: "id") { id: ID! plays: Int! station: Station }
    type Podcast implements Timed @key(fields: "id") { id: ID! minutes: Int host: Person station: Station }
    interface Timed { minutes: Int }
    type Station { name: String! playing: Playable }
    type Person @key(fields: "id") { id: ID! voice: String }
    interface Slot { hour: Int! }
    type Talk implements Slot { hour: Int! host: Person }
    type Music implements Slot { hour: Int! songs: [Song!] }
  `,
  // Knows Film and Person of the items, under the same union; gives names away for free.
  cinema: `
    type Query { tonight: [Showing] poster: Item @provides(fields: "... on Person { name } ... on Film { minutes }") }
    type Showing { film: Film @provides(fields: "minutes") room: Int guest: Item }
    union Item = Film | Person
    type Film @key(fields: "id") { id: ID! minutes: Int @external cast: [Person!] @external tickets: Int pitch: String @requires(fields: "minutes cast { name }") }
    type Person @key(fields: "id") { id: ID! name: String @external awards: [Award] }
    type Award { year: Int for: Film }
  `,
};

const medium = (type: string, id: string, more: object): Row => ({
  __typename: type,
  id,
  title: `The ${id}`,
  maker: ref('Person', 'a1'),
  stars: id.length,
  similar: refs('Film', 'f1'),
  critics: [{ __typename: 'Critic', name: 'Cy', medium: ref(type, id), account: ref('Member', 'm1') }, null],
  ...more,
});

const person = (id: string, name: string | null, made: unknown): Row => ({
  __typename: 'Person',
  id,
  name,
  made,
  voice: `voice of ${id}`,
  awards: [{ __typename: 'Award', year: 1999, for: ref('Film', 'f1') }],
});

const account = (type: string, id: string, more: object): Row => ({
  __typename: type,
  id,
  nick: `nick ${id}`,
  isActive: id !== 'm2',
  warnings: id === 'm1' ? ['late', null] : null,
  watched: [ref('Book', 'b1'), ref('Song', 's1')],
  ...more,
});

const STATION: Row = { __typename: 'Station', name: 'FM', playing: ref('Podcast', 'c1') };

const rows = (): Row[] => [
  medium('Book', 'b1', { pages: 300, sequel: ref('Book', 'b22') }),
  medium('Book', 'b22', { pages: null, sequel: null, maker: null, title: null, similar: null }),
  medium('Film', 'f1', {
    minutes: 90,
    cast: refs('Person', 'a1', 'a2'),
    maker: ref('Studio', 'w1'),
    tickets: 5,
  }),
  medium('Film', 'f2', { minutes: null, cast: null, tickets: null, stars: null, critics: null }),
  medium('Song', 's1', {
    minutes: 3,
    key: 'MINOR',
    plays: 7,
    station: STATION,
    similar: [ref('Song', 's1'), ref('Book', 'b1')],
  }),
  { __typename: 'Podcast', id: 'c1', minutes: 40, host: ref('Person', 'a2'), station: null },
  person('a1', 'Ada', [ref('Book', 'b1'), null, ref('Film', 'f1'), ref('Song', 's1')]),
  person('a2', null, null),
  { __typename: 'Studio', id: 'w1', city: 'Rome' },
  account('Admin', 'm0', { level: 3 }),
  account('Member', 'm1', { since: '2001' }),
  account('Member', 'm2', { since: null, watched: [] }),
];

export const media: GraphDefinition = {
  name: 'media',
  subgraphs,
  rows,
  fields: {
    'Query.media': (_row, _args, world) => world.rowsOf('Book', 'Film', 'Song'),
    'Query.medium': (_row, { id }, world) =>
      world.rowsOf('Book', 'Film', 'Song').find((row) => row['id'] === id) ?? null,
    'Query.accounts': (_row, _args, world) => world.rowsOf('Admin', 'Member'),
    'Query.shelf': () => [
      ref('Book', 'b1'),
      ref('Person', 'a1'),
      null,
      ref('Film', 'f1'),
      ref('Book', 'b22'),
    ],
    'Query.featured': () => ref('Film', 'f2'),
    'Query.best': () => ref('Song', 's1'),
    'Query.rated': (_row, { atLeast }, world) =>
      world.rowsOf('Book', 'Film', 'Song').filter(({ stars }) => Number(stars) >= (atLeast ?? 0)),
    'Query.members': () => [ref('Member', 'm1'), null, ref('Admin', 'm0')],
    'Query.onAir': () => ref('Song', 's1'),
    'Query.queue': () => [ref('Podcast', 'c1'), ref('Song', 's1'), null],
    'Query.programme': (_row, { day }) => [
      { __typename: 'Talk', hour: day, host: ref('Person', 'a1') },
      { __typename: 'Music', hour: day, songs: refs('Song', 's1') },
    ],
    'Query.tonight': () => [
      { __typename: 'Showing', film: ref('Film', 'f1'), room: 1, guest: ref('Person', 'a1') },
      { __typename: 'Showing', film: ref('Film', 'f2'), room: null, guest: ref('Film', 'f1') },
      null,
    ],
    'Query.poster': () => ref('Person', 'a1'),
  },
  requires: {
    'Media.blurb': ({ title }, { loud }) => (loud ? String(title).toUpperCase() : `See ${title}`),
    'Film.pitch': ({ minutes, cast }) => `${minutes} with ${JSON.stringify(cast)}`,
  },
  values: { 'Query.medium(id)': ['b1', 'b22', 'f1', 's1', 'none'] },
};
