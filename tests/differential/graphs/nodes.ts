import type { GraphDefinition } from '../../../testkit/federation/federated-graph';
import { ref, refs, type Row } from '../../../testkit/federation/world';

/*
 * A Node interface that everybody has, with overrides (plain, progressive, from a subgraph that is gone), interfaces that
 * differ from subgraph to subgraph, `@requires` on abstract fields, shared values of unions with unequal members.
 */

const subgraphs = {
  posts: `
    type Query {
      node(id: ID!): Node @shareable
      feed: [Post] @shareable
      postFeed: [Post!]
      author: Author
      frame: Frame @shareable
      reply: Reply
    }
    interface Node { id: ID! }
    interface Post { id: ID! createdAt: String! }
    type ImagePost implements Node & Post & Sized @key(fields: "id") {
      id: ID!
      createdAt: String!
      bytes: Int
      likes: Int @shareable
      twin: ImagePost
      caption: String
    }
    type TextPost implements Node & Post @key(fields: "id") { id: ID! createdAt: String! @shareable body: String! }
    interface Sized { bytes: Int }
    type Author implements Node @key(fields: "id") {
      id: ID!
      name: String!
      address: Address @shareable
      posts: [Post!]!
    }
    interface Address { id: ID! }
    type Home implements Address @key(fields: "id") { id: ID! city: String @shareable }
    type Work implements Address @key(fields: "id") { id: ID! city: String @shareable floor: Int }
    # Two interfaces, one above the other, and values with parts in each.
    interface Shape { name: String! }
    interface Solid implements Shape { name: String! volume: Int! }
    type Ball implements Shape & Solid @shareable { name: String! volume: Int! radius: Int }
    type Box implements Shape & Solid @shareable { name: String! volume: Int! edge: Int }
    type Frame @key(fields: "id") { id: ID! shape: Shape }
    # Known to this subgraph with three members, to the other with one.
    type Reply @shareable { actions: [Action!]! message: String }
    union Action = Alpha | Beta | Gamma
    type Alpha @shareable { id: ID! value: String }
    type Beta { id: ID! name: String details: String }
    type Gamma { id: ID! label: String }
  `,
  images: `
    type Query { node(id: ID!): Node @shareable feed: [Post] @shareable imageFeed: [Media!] frame: Frame @shareable }
    interface Node { id: ID! }
    interface Post { id: ID! createdAt: String! }
    interface Media { id: ID! createdAt: String! caption: String }
    type ImagePost implements Node & Media & Post @key(fields: "id") {
      id: ID!
      createdAt: String! @override(from: "posts")
      caption: String @override(from: "posts", label: "percent(50)")
      likes: Int @shareable @override(from: "vanished")
      album: Album
    }
    type TextPost implements Node & Post @key(fields: "id") { id: ID! createdAt: String! @shareable }
    type Album { name: String cover: ImagePost images: [Media!]! }
    type Frame @key(fields: "id") {
      id: ID!
      shape: Shape @external
      hanger: String! @requires(fields: "shape { name ... on Solid { volume ... on Ball { radius } ... on Box { edge } } }")
      label: String @requires(fields: "shape { ... on Shape { name } }")
    }
    interface Shape { name: String! }
    interface Solid implements Shape { name: String! volume: Int! }
    type Ball implements Shape & Solid @shareable { name: String! volume: Int! radius: Int }
    type Box implements Shape & Solid @shareable { name: String! volume: Int! edge: Int }
    type Reply @shareable { actions: [Action!]! message: String }
    union Action = Alpha
    type Alpha @shareable { id: ID! value: String }
  `,
  people: `
    type Query { people: [Author!]! someone: Node }
    interface Node { id: ID! }
    type Author implements Node @key(fields: "id") {
      id: ID!
      name: String! @override(from: "posts")
      address: Address @external
      town: String @requires(fields: "address { id }")
      office: String @requires(fields: "address { __typename ... on Work { id } }")
      badge: Int!
    }
    interface Address { id: ID! }
    type Home implements Address @key(fields: "id") { id: ID! city: String @shareable }
    type Work implements Address @key(fields: "id") { id: ID! city: String @shareable }
  `,
  // Asks for what was overridden elsewhere; the required field comes from its new owner.
  greetings: `
    type Query { greeted: Author! }
    interface Node { id: ID! }
    type Author implements Node @key(fields: "id") {
      id: ID!
      name: String! @external
      badge: Int! @external
      greeting(formal: Boolean! = true): String! @requires(fields: "name")
      door: String @requires(fields: "badge name")
    }
    type ImagePost @key(fields: "id") {
      id: ID!
      createdAt: String! @external
      age: String @requires(fields: "createdAt")
    }
  `,
};

const image = (id: string, twin: string | null): Row => ({
  __typename: 'ImagePost',
  id,
  createdAt: `2020-${id}`,
  bytes: id === 'i1' ? null : 1024,
  likes: 5,
  twin: twin === null ? null : ref('ImagePost', twin),
  caption: `Caption ${id}`,
  album: {
    __typename: 'Album',
    name: null,
    cover: ref('ImagePost', id),
    images: refs('ImagePost', 'i1', 'i2'),
  },
});

const text = (id: string): Row => ({ __typename: 'TextPost', id, createdAt: `2021-${id}`, body: 'Text' });

const author = (id: string, address: Row | null, posts: unknown[]): Row => ({
  __typename: 'Author',
  id,
  name: `Name ${id}`,
  address,
  posts,
  badge: Number(id.slice(1)),
});

const home: Row = { __typename: 'Home', id: 'h', city: 'Odesa' };
const work: Row = { __typename: 'Work', id: 'w', city: null, floor: 3 };
const ball: Row = { __typename: 'Ball', name: 'ball', volume: 4, radius: 1 };
const box: Row = { __typename: 'Box', name: 'box', volume: 8, edge: null };

const rows = (): Row[] => [
  image('i1', 'i2'),
  image('i2', null),
  text('t1'),
  home,
  work,
  author('a1', home, [ref('ImagePost', 'i1'), ref('TextPost', 't1')]),
  author('a2', work, []),
  author('a3', null, [ref('TextPost', 't1')]),
  { __typename: 'Frame', id: 'f1', shape: ball },
  { __typename: 'Frame', id: 'f2', shape: box },
];

export const nodes: GraphDefinition = {
  name: 'nodes',
  subgraphs,
  rows,
  fields: {
    'Query.node': (_row, { id }, world) =>
      world.rowsOf('ImagePost', 'TextPost').find((row) => row['id'] === id) ?? null,
    'Query.feed': () => [ref('ImagePost', 'i1'), null, ref('TextPost', 't1'), ref('ImagePost', 'i2')],
    'Query.postFeed': () => [ref('TextPost', 't1'), ref('ImagePost', 'i2')],
    'Query.author': () => ref('Author', 'a1'),
    'Query.frame': () => ref('Frame', 'f1'),
    'Query.reply': () => ({
      __typename: 'Reply',
      actions: [
        { __typename: 'Alpha', id: '1', value: 'v' },
        { __typename: 'Beta', id: '2', name: null, details: 'd' },
        { __typename: 'Gamma', id: '3', label: 'l' },
      ],
      message: null,
    }),
    'Query.imageFeed': () => refs('ImagePost', 'i2', 'i1'),
    'Query.people': (_row, _args, world) => world.rowsOf('Author'),
    'Query.someone': () => ref('Author', 'a2'),
    'Query.greeted': () => ref('Author', 'a1'),
  },
  requires: {
    'Frame.hanger': ({ shape }) => JSON.stringify(shape, Object.keys(shape ?? {}).sort()),
    'Frame.label': ({ shape }) => `Frame of ${shape?.name}`,
    'Author.town': ({ address }) => (address === null ? null : `town of ${address.id}`),
    'Author.office': ({ address }) => `office ${address?.id ?? 'nowhere'}`,
    'Author.greeting': ({ name }, { formal }) => `${formal ? 'Dear' : 'Hi'} ${name}`,
    'Author.door': ({ badge, name }) => `${badge} ${name}`,
    'ImagePost.age': ({ createdAt }) => `since ${createdAt}`,
  },
  values: { 'Query.node(id)': ['i1', 'i2', 't1', 'none'] },
};
