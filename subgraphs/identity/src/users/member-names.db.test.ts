import { newId } from '../../../../service-kit/data/ids';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { useIdentity } from '../../../../testkit/identity';
import type { SeededOrganization } from '../../../../testkit/seed';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { addMember } from '../organizations/organizations.service';

const graph = useIdentity();
let org: SeededOrganization;

const LIST = `query L($first: Int, $after: String, $filter: UserFilter, $orderBy: UserOrder! = NAME_ASC) {
  users(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    totalCount edges { node { id firstName lastName } } pageInfo { endCursor hasNextPage }
  }
}`;
interface Listed {
  totalCount: number;
  edges: { node: { id: string; firstName: string; lastName: string } }[];
  pageInfo: { endCursor: string; hasNextPage: boolean };
}

const list = async (variables: object): Promise<Listed> =>
  dataOf(await graph.execute(org.owner.viewer, LIST, { ...variables })).users;
const lastNames = ({ edges }: Listed): string[] => edges.map(({ node }) => node.lastName);

async function add(lastName: string, firstName = 'Test'): Promise<string> {
  const email = `${newId()}@example.com`;
  const person = { email, emailKey: email, firstName, lastName, passwordHash: 'none' };
  return addMember(graph.parts.source, org.org.id, { ...person, roleKey: 'viewer' });
}
const speak = (locale: string) =>
  graph.execute(
    org.owner.viewer,
    `mutation { updateOrganization(input: { locale: "${locale}" }) { organization { locale } userErrors { code } } }`,
  );

beforeEach(async () => {
  org = await graph.seed();
  // The seeded five are out of the way.
  await graph.sql(`UPDATE identity.memberships SET status = 'REMOVED' WHERE org_id = $1 AND user_id <> $2`, [
    org.org.id,
    org.owner.userId,
  ]);
});

const SEEDED = /^Test /;
const added = (listed: Listed): string[] => lastNames(listed).filter((name) => !SEEDED.test(name));

describe('people by name', () => {
  it.each([
    ['ru', ['Елкин', 'Ёлкин', 'Жуков', 'Adams']],
    ['en', ['Adams', 'Елкин', 'Ёлкин', 'Жуков']],
    ['de', ['Mueller', 'Muller', 'Müller', 'Zander']],
    ['sv', ['Zander', 'Åberg', 'Öberg']],
    ['sv-FI', ['Zander', 'Åberg', 'Öberg']],
    ['en', ['Åberg', 'Öberg', 'Zander']],
    ['no', ['Zander', 'Østby', 'Aaberg']],
  ])('stand as %s sorts them', async (locale, names) => {
    for (const name of names.toReversed()) await add(name);
    expect(dataOf(await speak(locale)).updateOrganization.userErrors).toEqual([]);
    expect(added(await list({}))).toEqual(names);
    expect(added(await list({ orderBy: 'NAME_DESC' }))).toEqual(names.toReversed());
  });

  it('stand so before and after the language changes, whoever came when', async () => {
    await add('Öberg');
    await speak('sv');
    await add('Zander');
    expect(added(await list({}))).toEqual(['Zander', 'Öberg']);
    await speak('de');
    expect(added(await list({}))).toEqual(['Öberg', 'Zander']);
    expect((await list({})).totalCount).toBe(3);
  });

  it('take their new place with a new name, in each of their organisations', async () => {
    const other = await graph.seed();
    const userId = await add('Anders');
    await add('Berg');
    await graph.sql(
      `INSERT INTO identity.memberships (org_id, user_id, role_id)
       SELECT $1, $2, id FROM identity.roles WHERE org_id = $1 AND key = 'viewer'`,
      [other.org.id, userId],
    );
    dataOf(
      await graph.execute(
        { ...org.viewer.viewer, userId },
        'mutation { updateUser(input: { lastName: "Zander" }) { userErrors { code } } }',
      ),
    );
    expect(added(await list({}))).toEqual(['Berg', 'Zander']);
    const there = await graph.execute(other.owner.viewer, LIST, { filter: { search: 'zander' } });
    expect(dataOf(there).users.totalCount).toBe(1);
  });

  it('page without gaps or repetitions through names that differ little, and are equal', async () => {
    await speak('de');
    const ids: string[] = [];
    for (const name of [
      'Müller',
      'Muller',
      'müller',
      'Müller',
      'MÜLLER',
      'Mu\u0308ller',
      'Mül ler',
      'Müller',
    ])
      ids.push(await add(name));
    const whole = await list({});
    for (const orderBy of ['NAME_ASC', 'NAME_DESC']) {
      const seen: string[] = [];
      for (let after: string | null = null, more = true; more;) {
        const page: Listed = await list({ first: 2, after, orderBy });
        seen.push(...page.edges.map(({ node }) => node.id));
        ({ endCursor: after, hasNextPage: more } = page.pageInfo);
      }
      if (orderBy === 'NAME_DESC') seen.reverse();
      expect(seen).toEqual(whole.edges.map(({ node }) => node.id));
      expect(seen).toEqual(expect.arrayContaining(ids));
    }
  });

  it('refuse a cursor of another language’s order', async () => {
    await add('Anders');
    await speak('sv');
    const { endCursor } = (await list({ first: 1 })).pageInfo;
    await speak('de');
    const answer = await graph.execute(org.owner.viewer, LIST, { after: endCursor });
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors[0]?.message).toContain('"after"');
    await speak('sv');
    expect(codes(await graph.execute(org.owner.viewer, LIST, { after: endCursor }))).toEqual([]);
  });
});

describe('a search', () => {
  it.each([
    ['İlker', ['ilker', 'İLKER', 'ILKER', 'ılker', 'i\u0307lker']],
    ['Straße', ['strasse', 'STRASSE', 'STRAẞE', 'straße']],
    ['Παπαδόπουλος', ['παπαδοπουλοσ', 'ΠΑΠΑΔΌΠΟΥΛΟΣ', 'ΠΑΠΑΔΟΠΟΥΛΟΣ', 'πουλος']],
    ['Ёлкин', ['елкин', 'ЁЛКИН', 'Ёлк']],
    ['Müller', ['MÜLLER', 'muller', 'Mu\u0308ller']],
    ['Ｆｕｌｌ', ['full', 'ＦＵＬＬ']],
    ['Ըստ', ['ԸՍՏ']],
    ['50%_a\\b', ['50%', '%_a', 'a\\b']],
  ])('finds %s in any case of its letters', async (name, searches) => {
    await add(name);
    for (const search of searches) {
      expect([search, added(await list({ filter: { search } }))]).toEqual([search, [name]]);
    }
    expect(added(await list({ filter: { search: 'x%y' } }))).toEqual([]);
  });

  it('finds words of one and two letters, too, and all words together', async () => {
    await add('Ли', 'Анна');
    await add('Лин', 'Борис');
    expect(added(await list({ filter: { search: 'ЛИ' } }))).toEqual(['Ли', 'Лин']);
    expect(added(await list({ filter: { search: 'ли анн' } }))).toEqual(['Ли']);
  });
});

describe('of 20,000 members', () => {
  async function fill(): Promise<void> {
    await speak('ru');
    await graph.sql(
      `INSERT INTO identity.users (id, email, email_key, first_name, last_name, password_hash)
       SELECT gen_random_uuid(), 'm' || g || $1, 'm' || g || $1, 'Имя', 'Фамилия' || md5(g::text), 'none'
         FROM generate_series(1, 20000) g`,
      [`@${org.org.id}.example`],
    );
    await graph.sql(
      `INSERT INTO identity.memberships (org_id, user_id, role_id)
       SELECT $1, u.id, (SELECT id FROM identity.roles WHERE org_id = $1 AND key = 'viewer')
         FROM identity.users u WHERE u.email_key LIKE '%' || $2`,
      [org.org.id, `@${org.org.id}.example`],
    );
    await graph.sql('VACUUM ANALYZE identity.memberships');
    await graph.sql('VACUUM ANALYZE identity.users');
    await graph.sql('VACUUM ANALYZE identity.member_names');
  }

  /** How PostgreSQL runs the statement of a page, with its values, as identity's role. */
  async function planOf(variables: object): Promise<string> {
    const { source } = graph.parts;
    const sent = jest.spyOn(source.logger, 'logQuery');
    dataOf(await graph.execute(org.owner.viewer, LIST, { ...variables }));
    const page = sent.mock.calls.find(([sql]) => sql.includes('LIMIT'));
    sent.mockRestore();
    const rows = await inOrganization(source, org.org.id, (db) =>
      db.query(`EXPLAIN ${page?.[0]}`, page?.[1] as unknown[]),
    );
    return (rows as { 'QUERY PLAN': string }[]).map((row) => row['QUERY PLAN']).join('\n');
  }

  it('pages go by the index of the language at any depth, and a search by its own', async () => {
    await fill();
    for (const orderBy of ['NAME_ASC', 'NAME_DESC']) {
      const plan = await planOf({ first: 25, orderBy });
      expect(plan).toContain('member_names_ru');
      expect(plan).not.toContain('Sort');
      const { endCursor } = (await list({ first: 100, orderBy })).pageInfo;
      const next = await planOf({ first: 25, orderBy, after: endCursor });
      expect(next).toMatch(
        /member_names_ru[^]*Index Cond: .*name >=|member_names_ru[^]*Index Cond: .*name <=/,
      );
      expect(next).not.toContain('Sort');
    }
    const name = 'Щербакова';
    await add(name);
    expect(lastNames(await list({ filter: { search: 'щербак' } }))).toEqual([name]);
    // What the page's statement calls; its own plan shows a function only.
    const rows = await inOrganization(graph.parts.source, org.org.id, async (db) => {
      await db.query(`SELECT set_config('app.search', identity.search_pattern('ЩЕРБАК'), true)`);
      return db.query('EXPLAIN SELECT user_id FROM identity.searchable_member_names');
    });
    expect(JSON.stringify(rows)).toContain('Bitmap Index Scan on member_names_search');
  });
});
