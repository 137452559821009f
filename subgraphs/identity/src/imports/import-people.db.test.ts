import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hash as bcrypt } from '@node-rs/bcrypt';
import { newId } from '../../../../service-kit/data/ids';
import { useFolder } from '../../../../testkit/files';
import { useIdentity } from '../../../../testkit/identity';
import type { SeededOrganization } from '../../../../testkit/seed';
import { dataOf } from '../../../../testkit/subgraph';
import { importPeople, type ImportResult } from './import-people';

const graph = useIdentity();
const folder = useFolder();
let org: SeededOrganization;
beforeEach(async () => {
  org = await graph.seed();
});

const PASSWORD = 'seven lamps by the door';

/** Imports a text; answers what was done, and the mistakes as lines. */
async function run(
  text: string | Buffer,
  options: { isDryRun?: boolean; role?: string; orgId?: string } = {},
): Promise<ImportResult & { told: string[] }> {
  const path = join(folder(), `${newId()}.txt`);
  await writeFile(path, text);
  const told: string[] = [];
  const result = await importPeople(graph.parts.source, {
    path,
    orgId: org.org.id,
    role: 'viewer',
    isDryRun: false,
    onMistake: ({ line, field }) => void told.push(`${line} ${field}`),
    ...options,
  });
  return { ...result, told };
}

const mail = (name: string) => `${name}.${org.org.id.slice(-12)}@example.com`;
const logIn = async (email: string, password = PASSWORD): Promise<unknown[]> =>
  dataOf(
    await graph.execute(
      null,
      'mutation ($input: LogInInput!) { logIn(input: $input) { userErrors { code } } }',
      {
        input: { email, password },
      },
    ),
  ).logIn.userErrors.map(({ code }: { code: string }) => code);
const members = () =>
  graph.sql<{ email: string; role: string; status: string; locale: string | null; verified: boolean }>(
    `SELECT u.email, r.key AS role, m.status, u.locale, u.email_verified_at IS NOT NULL AS verified
       FROM identity.memberships m JOIN identity.users u ON u.id = m.user_id
       JOIN identity.roles r ON r.org_id = m.org_id AND r.id = m.role_id
      WHERE m.org_id = $1 AND u.email LIKE '%@example.com' AND u.last_name NOT LIKE 'Test %' ORDER BY u.email`,
    [org.org.id],
  );

it.each(['2a', '2b', '2y'])(
  'lets people of the old systems in by their passwords: bcrypt $%s$',
  async (kind) => {
    const hash = (await bcrypt(PASSWORD, 4)).replace(/^\$2\w/, `$${kind}`);
    const text = `email,first_name,last_name,password_hash,role,locale,email_verified\n${mail('ann')},Ann,Lee,${hash},estimator,de-at,true\n`;
    expect(await run(text)).toEqual({
      people: 1,
      mistakes: 0,
      newPeople: 1,
      newMembers: 1,
      refused: 0,
      told: [],
    });
    expect(await members()).toEqual([
      { email: mail('ann'), role: 'estimator', status: 'ACTIVE', locale: 'de-AT', verified: true },
    ]);
    expect(await logIn(mail('ann'))).toEqual([]);
    const [{ hash: stored } = { hash: '' }] = await graph.sql<{ hash: string }>(
      'SELECT password_hash AS hash FROM identity.users WHERE email = $1',
      [mail('ann')],
    );
    expect(stored).toMatch(/^\$argon2id\$/); // hashed anew
  },
);

it('takes JSON lines, semicolons, tabs, a byte order mark, quotes and Windows line ends', async () => {
  const json = [
    JSON.stringify({ email: mail('json'), firstName: 'Jo', lastName: 'Son', isActive: false }),
    '',
    JSON.stringify({ email: mail('more'), firstName: 'Mo', lastName: 'Re', emailVerified: true }),
  ].join('\r\n');
  expect((await run(json)).newMembers).toBe(2);
  expect(
    (await run(`\ufeffE-Mail;First name;Last name\r\n${mail('semi')};"Ann;Marie";Лебедева\r\n`)).newMembers,
  ).toBe(1);
  expect((await run(`mail\tgiven name\tsurname\n${mail('tab')}\t"two\nlines ""x"""\tTab\n`)).told).toEqual([
    '2 firstName',
  ]);
  expect((await members()).map(({ email, status }) => [email, status])).toEqual([
    [mail('json'), 'DISABLED'],
    [mail('more'), 'ACTIVE'],
    [mail('semi'), 'ACTIVE'],
  ]);
  expect(await logIn(mail('more'))).toEqual(['INVALID_CREDENTIALS']); // nobody has no password
});

it('tells all mistakes by their lines, and writes nothing', async () => {
  const good = `${mail('good')},A,B,,viewer`;
  const text = [
    'email,firstName,lastName,passwordHash,role',
    good,
    'not an address,A,B,,viewer',
    `${mail('two')},,\u3164,plain text,emperor`,
    `${mail('three')},A,B`,
    `${mail('GOOD')},A,B,,viewer`,
    `${mail('cost')},A,B,$2b$31$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW,viewer`,
    `${mail('argon')},A,B,"$argon2id$v=19$m=9999999,t=3,p=1$${'c2Fs'.repeat(4)}$${'aGFz'.repeat(8)}",viewer`,
  ].join('\n');
  const { told, newPeople, mistakes } = await run(text);
  expect(told).toEqual([
    '3 email',
    '4 role',
    '4 firstName',
    '4 lastName',
    '4 passwordHash',
    '5 ',
    '6 email',
    '7 passwordHash',
    '8 passwordHash',
  ]);
  expect({ newPeople, mistakes }).toEqual({ newPeople: 0, mistakes: 9 });
  expect(await members()).toEqual([]);
  expect(
    (await run('{"email": 1}\n[]\nno json\n{"email":{"a":1},"firstName":"A","lastName":"B"}')).told,
  ).toEqual(['1 email', '1 firstName', '1 lastName', '2 ', '3 ', '4 email', '4 email']);
  expect((await run(`email,firstName,lastName\n"${mail('open')},A,B\nx`)).mistakes).toBe(1);
});

it('writes nothing in a dry run, and the same file twice once', async () => {
  const text = `email,firstName,lastName\n${mail('one')},A,B\n${org.owner.email},C,D\n`;
  expect(await run(text, { isDryRun: true })).toMatchObject({ people: 2, newPeople: 0, newMembers: 0 });
  expect(await members()).toEqual([]);
  expect(await run(text)).toMatchObject({ people: 2, newPeople: 1, newMembers: 1 });
  expect(await run(text)).toMatchObject({ people: 2, newPeople: 0, newMembers: 0 });
  expect(await logIn(org.owner.email, org.owner.password)).toEqual([]); // who was known keeps name, role and password
});

it('makes a known person a member with their own account', async () => {
  const other = await graph.seed();
  const text = `email,firstName,lastName,passwordHash\n${other.manager.email},Evil,Name,${await bcrypt('another one', 4)}\n`;
  expect(await run(text)).toMatchObject({ newPeople: 0, newMembers: 1 });
  expect(await logIn(other.manager.email, other.manager.password)).toEqual([]);
});

it('takes an account that never confirmed its address from whoever registered it', async () => {
  const other = await graph.seed();
  await graph.logIn(other.manager);
  await graph.sql(`UPDATE identity.users SET email_verified_at = NULL WHERE id = $1`, [other.manager.userId]);
  await graph.sql(
    `INSERT INTO identity.passkeys (id, user_id, credential_id, public_key, counter, name) VALUES ($1, $2, $3, '', 0, 'Evil')`,
    [newId(), other.manager.userId, newId()],
  );
  const file = async (password: string) =>
    `email,firstName,lastName,passwordHash\n${other.manager.email},A,B,${await bcrypt(password, 4)}\n`;
  expect(await run(await file(PASSWORD))).toMatchObject({ newPeople: 0, newMembers: 1 });
  expect(await logIn(other.manager.email, other.manager.password)).toEqual(['INVALID_CREDENTIALS']);
  expect(
    await graph.sql('SELECT 1 FROM identity.sessions WHERE user_id = $1 AND revoked_at IS NULL', [
      other.manager.userId,
    ]),
  ).toEqual([]);
  expect(
    await graph.sql('SELECT 1 FROM identity.passkeys WHERE user_id = $1', [other.manager.userId]),
  ).toEqual([]);
  expect(await logIn(other.manager.email)).toEqual([]);
  // Whoever is a member already keeps the password they have.
  expect(await run(await file('quite another password'))).toMatchObject({ newPeople: 0, newMembers: 0 });
  expect(await logIn(other.manager.email)).toEqual([]);
});

it('leaves out an address that its former account may take back, and says so', async () => {
  const { userId } = org.manager;
  await graph.sql(
    `INSERT INTO identity.email_changes (user_id, from_org_id, session_id, new_email, new_email_key, token_hash, expires_at, state,
       changed_at, old_email, old_email_key, undo_hash, undo_expires_at)
     VALUES ($1, $2, $1, 'new@x.example', 'new@x.example', sha256($3::bytea), clock_timestamp(), 'CHANGED', clock_timestamp(), $4, $4,
       sha256($3::bytea), clock_timestamp() + interval '7 days')`,
    [userId, org.org.id, newId(), mail('held')],
  );
  const text = `email,firstName,lastName\n${mail('free')},A,B\n${mail('held')},C,D\n`;
  expect(await run(text)).toEqual({
    people: 2,
    mistakes: 0,
    newPeople: 1,
    newMembers: 1,
    refused: 1,
    told: ['3 email'],
  });
});

it('takes thousands, and leaves an audit entry for each batch', async () => {
  const lines = Array.from({ length: 2_000 }, (_none, index) => `${mail(`p${index}`)},First,Last${index}`);
  expect(await run(`email,firstName,lastName\n${lines.join('\n')}`)).toMatchObject({
    people: 2_000,
    newPeople: 2_000,
    newMembers: 2_000,
  });
  const entries = await graph.sql(
    `SELECT 1 FROM audit.entries WHERE org_id = $1 AND action = 'importUsers' AND actor_kind = 'SYSTEM'`,
    [org.org.id],
  );
  expect(entries).toHaveLength(4);
  const { users } = dataOf(
    await graph.execute(org.owner.viewer, '{ users(filter: { search: "last1999" }) { totalCount } }'),
  );
  expect(users.totalCount).toBe(1);
});

it.each([
  ['no UTF-8', Buffer.from([0x65, 0x2c, 0xff, 0xfe, 0x0a]), {}, /UTF-8/],
  ['an unknown organisation', 'email\n', { orgId: newId() }, /no organisation/],
  ['no id', 'email\n', { orgId: 'x' }, /no organisation/],
])('says plainly what is wrong: %s', async (_what, text, options, message) => {
  await expect(run(text, options)).rejects.toThrow(message);
});
