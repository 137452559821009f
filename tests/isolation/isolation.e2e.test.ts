import type { DataSource } from 'typeorm';
import { ROLE_PRESETS, SYSTEM_ROLES, type SystemRole } from '../../schema/permissions';
import { newId } from '../../service-kit/data/ids';
import { inOrganization } from '../../service-kit/postgres/database';
import { createPasswords } from '../../subgraphs/identity/src/auth/passwords';
import { preparePerson } from '../../subgraphs/identity/src/auth/registration.service';
import { connectIdentity } from '../../subgraphs/identity/src/data-source';
import { addMember } from '../../subgraphs/identity/src/organizations/organizations.service';
import { allCodes, must, post, type HttpAnswer } from '../../testkit/client';
import { logIn } from '../../testkit/company';
import { useProduct } from '../../testkit/product';
import { createTestTokens } from '../../testkit/tokens';
import type { Viewer } from '../../service-kit/auth/viewer';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiSchema, attack, normalised, requiredScopes } from './attack';
import { LABELS, LASTING } from './attack-values';
import { FIELDS, KINDS } from './cases';
import { freshObjects } from './fresh-objects';
import { ID_KINDS, type IdKind, type Ids } from './id-kinds';
import { slotsOf, type Slot } from './slots';
import { expiredTokenOf } from './tokens';
import { fieldsWithArguments, rootFields } from './walk';
import {
  addFactors,
  canariesOf,
  INVITE,
  settle,
  openSnapshots,
  unknownIds,
  type Inhabitant,
  type Snapshots,
} from './world';
import { addAsset } from './planted-rows';
import { sendFile, sendUpload } from './sent-files';

/*
 * Organisation B (the stranger) uses organisation A's (the victim's) ids: on every root field of the schema, in every
 * id slot, with every role, with no token, with an expired one. Nothing is read, nothing is changed, and a foreign id is
 * answered exactly as one that names nothing.
 */

const product = useProduct('all in one process');
const schema = apiSchema();
const scopes = requiredScopes();
const fields = rootFields(schema);
// What takes a company's account away comes last. A public field has no organisation but that of its token, which its own tests attack.
const LAST = 'Mutation.disconnectKommo';
const attacks = fields
  .filter((field) => FIELDS[field] !== 'public')
  .sort((a, b) => Number(a === LAST) - Number(b === LAST))
  .flatMap((field) => slotsOf(schema, field).map((slot) => [field, slot.coordinate, slot] as const));

let identity: DataSource;
let victim: Inhabitant;
let stranger: Inhabitant;
let before: Record<string, string>;
let canaries: string[];
let snapshots: Snapshots;

beforeAll(async () => {
  identity = await connectIdentity(await product.database.urlFor('identity'));
  victim = await settle(product, identity, 'acme-demo');
  stranger = await settle(product, identity, product.simulator.accounts[2]?.subdomain ?? '');
  snapshots = await openSnapshots(product.database.url);
  before = await snapshots.of(victim.org.id);
  canaries = canariesOf(before, victim);
});
beforeEach(async () => {
  await stranger.renew();
  if (!victim.isToRenew()) return;
  if (isUnderAttack) await expectUntouched();
  await victim.renew(); // changes rows of its own
  if (isUnderAttack) before = await snapshots.of(victim.org.id);
});

/** Whether nothing has changed the victim's rows yet. */
let isUnderAttack = true;

async function expectUntouched(): Promise<void> {
  const after = await snapshots.of(victim.org.id);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  for (const [table, rows] of Object.entries(after)) expect([table, rows]).toEqual([table, before[table]]);
}
afterAll(async () => {
  await snapshots?.close();
  await identity?.destroy();
});

const may = (role: SystemRole, field: string): boolean => {
  const sets = scopes.get(field);
  const held = new Set<string>(ROLE_PRESETS[role].permissions);
  return !sets || sets.some((set) => set.every((scope) => held.has(scope)));
};

/** Ids are looked for at once: an answer may be long, and canaries are thousands. */
const ANY_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const IS_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function expectNoCanary(answer: HttpAnswer, but: readonly string[] = []): void {
  const ids = new Set(answer.text.match(ANY_ID));
  const isSeen = (canary: string) => (IS_ID.test(canary) ? ids.has(canary) : answer.text.includes(canary));
  expect(canaries.filter((canary) => isSeen(canary) && !but.includes(canary))).toEqual([]);
}

/** These keep the ids that a stranger typed into a filter of his, and show them to him again: his words, no leak. */
const REPEATING = new Set([
  ...['Mutation.createSavedFilter', 'Mutation.updateSavedFilter', 'Query.savedFilters'],
  ...['Query.auditLog', 'Query.auditExport'],
]);
const typed = (field: string): string[] =>
  REPEATING.has(field)
    ? [...LABELS].flatMap((label) => {
        const kind = label.startsWith('SavedFilterInput.') ? KINDS[label] : undefined;
        return kind ? [victim.ids[kind]] : [];
      })
    : [];

const strike = (
  field: string,
  token: string | null,
  attacked?: { slot: Slot; id: string },
  own: Ids = stranger.ids,
) => attack({ url: product.url, schema, field }, token, own, attacked);

describe('the suite covers the schema', () => {
  it('has a treatment for every root field, and none for fields that are gone', () => {
    expect([...fields].sort()).toEqual(Object.keys(FIELDS).sort());
  });

  it('knows what every id slot names', () => {
    const unknown = attacks
      .map(([, coordinate]) => coordinate)
      .filter((coordinate) => !(coordinate in KINDS));
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('reaches every id slot of nested fields through a root field that takes the same input', () => {
    const reached = new Set(attacks.map(([, coordinate]) => coordinate));
    const nested = fieldsWithArguments(schema).flatMap((field) => slotsOf(schema, field));
    expect(
      nested.map(({ coordinate }) => coordinate).filter((coordinate) => !reached.has(coordinate)),
    ).toEqual([]);
  });

  it('has an id of every kind, on both sides', () => {
    for (const kind of ID_KINDS)
      expect([victim.ids[kind], stranger.ids[kind]]).toEqual([expect.any(String), expect.any(String)]);
  });

  it('plants enough canaries to notice a leak', () => {
    expect(canaries.length).toBeGreaterThan(100);
  });
});

describe.each(attacks)('%s with a foreign %s', (field, coordinate, slot) => {
  const foreign = () => ({ slot, id: victim.ids[KINDS[coordinate] ?? 'user'] });

  it.each([...SYSTEM_ROLES])('betrays nothing to a stranger who is %s', async (role) => {
    const token = stranger.tokens[role];
    const kind = KINDS[coordinate] ?? 'user';
    const answer = await strike(field, token, foreign());
    const nothing = await strike(field, token, { slot, id: unknownIds()[kind] });
    expectNoCanary(answer, typed(field));
    expect(normalised(answer)).toBe(normalised(nothing));
    if (!may(role, field)) expect(allCodes(answer)).toContain('FORBIDDEN');
    else if (LABELS.has(coordinate)) expect(answer.status).toBe(200);
    else if (FIELDS[field] === 'refuses')
      expect(allCodes(answer)).toEqual([expect.stringMatching(/NOT_FOUND$/)]);
    else expect(answer.data.attacked.edges).toEqual([]);
  });

  it('answers nothing without a token, and nothing with an expired one', async () => {
    const anonymous = await strike(field, null, foreign());
    expect(new Set(allCodes(anonymous))).toEqual(new Set(['UNAUTHENTICATED']));
    expect(anonymous.data?.attacked ?? null).toBeNull();
    expectNoCanary(anonymous);
  });
});

const withoutIds = fields.filter((field) => FIELDS[field] === 'own');

describe.each(withoutIds)('%s', (field) => {
  // What an owner's log-in unlocks is the stranger's own; the order runs from the least to the most powerful.
  it.each([...SYSTEM_ROLES].reverse())('shows a stranger who is %s nothing of the victim', async (role) => {
    const answer = await strike(field, stranger.tokens[role]);
    expectNoCanary(answer, typed(field));
    if (!may(role, field)) expect(allCodes(answer)).toContain('FORBIDDEN');
  });

  it('answers nothing without a token', async () => {
    const answer = await strike(field, null);
    expect(new Set(allCodes(answer))).toEqual(new Set(['UNAUTHENTICATED']));
    expectNoCanary(answer);
  });
});

describe('a token', () => {
  it.each([
    ['expired', async () => expiredTokenOf(product.dataDir, viewerOf(victim))],
    ['signed by somebody else', async () => createTestTokens().sign(viewerOf(victim))],
  ])('that is %s opens no field, the victim’s own ids included', async (_case, make) => {
    await expectOpensNothing(await make());
  });
});

async function expectOpensNothing(token: string): Promise<void> {
  for (const field of fields) {
    const answer = await strike(field, token, undefined, victim.ids);
    expectNoCanary(answer);
    if (FIELDS[field] === 'public') continue; // it is answered as to somebody without a token
    expect([field, answer.status, ...allCodes(answer)]).toEqual([field, 401, 'UNAUTHENTICATED']);
    expect(answer.data).toBeNull();
  }
}

describe('after all attacks', () => {
  it('every row of the victim is as it was', async () => {
    await expectUntouched();
    isUnderAttack = false;
  });
});

const viewerOf = (company: Inhabitant): Viewer => ({
  ...company.owner.viewer,
  sessionId: company.ids.session,
});

/* From here on the victim acts, too. */

describe('the token of an ended session', () => {
  it('opens no field after its end', async () => {
    const { accessToken } = await logIn(product.url, victim.owner);
    await must(
      post(`${product.url}/graphql`, accessToken, 'mutation { logOut { userErrors { code message } } }'),
    );
    // It is told to whoever verifies tokens, a moment later on a busy machine. (What is public is answered to everybody.)
    while ((await post(`${product.url}/graphql`, accessToken, '{ me { id } }')).status !== 401)
      await sleep(20);
    await expectOpensNothing(accessToken);
  });
});

describe('a Kommo consent', () => {
  const COMPLETE = `mutation ($input: CompleteKommoOAuthInput!) {
    completeKommoOAuth(input: $input) { connection { id } userErrors { code message } }
  }`;

  it('that the victim asked for can’t be completed by a stranger, and stays the victim’s', async () => {
    const start = 'mutation { startKommoOAuth { authorizeUrl userErrors { code message } } }';
    const { startKommoOAuth } = await must(post(`${product.url}/graphql`, victim.tokens.owner, start));
    const consent = await fetch(`${startKommoOAuth.authorizeUrl}&auto=approve&account=acme-demo`, {
      redirect: 'manual',
    });
    const back = new URL(consent.headers.get('location') ?? '').searchParams;
    const input = { code: back.get('code'), state: back.get('state'), referer: back.get('referer') };
    const complete = (token: string, change = {}) =>
      post(`${product.url}/graphql`, token, COMPLETE, { input: { ...input, ...change } });

    const stolen = await complete(stranger.tokens.owner);
    const invented = await complete(stranger.tokens.owner, { state: 'a'.repeat(43) });
    expect(allCodes(stolen)).toEqual(['STATE_INVALID']);
    expect(normalised(stolen)).toBe(normalised(invented));
    expect(allCodes(await complete(victim.tokens.admin))).toEqual(['STATE_INVALID']); // bound to the person, too
    expect((await must(complete(victim.tokens.owner))).completeKommoOAuth.connection.id).toBe(
      victim.ids.connection,
    );
  });
});

/*
 * The counter-check: the victim's own owner gets a real answer with the very same variables. Without it, a suite in
 * which every operation fails for another reason would look just as green.
 */
describe.each(attacks.filter(([, coordinate]) => !LABELS.has(coordinate)))(
  '%s with an own %s',
  (field, coordinate, slot) => {
    it('answers otherwise than for an id that names nothing', async () => {
      const { owner } = victim.tokens;
      const fresh = await freshObjects(product.url, owner, victim.ids.lead, 'counter-check', usedUpBy(field));
      const ids = { ...victim.ids, ...fresh, ...(await perishable(field)) };
      const kind = KINDS[coordinate] ?? 'user';
      const nothing = await strike(field, owner, { slot, id: unknownIds()[kind] }, ids);
      const real = await strike(field, owner, { slot, id: ids[kind] }, ids);
      expect(normalised(real)).not.toBe(normalised(nothing));
      if (field === 'Mutation.transferOwnership') await takeOwnershipBack();
    });
  },
);

/** Of what a field names a new one is made, for an earlier check may have used the last one up; queries come first and use nothing. */
const usedUpBy = (field: string): IdKind[] =>
  field.startsWith('Query.')
    ? []
    : slotsOf(schema, field).flatMap(({ coordinate }) => {
        const kind = KINDS[coordinate];
        return kind && !LASTING.includes(kind) ? [kind] : [];
      });

/** What a mutation destroys or decides needs an object of its own. */
async function perishable(field: string): Promise<Partial<Ids>> {
  if (field === 'Mutation.logOut') {
    const accessToken = await ownersToken();
    const { me } = await must(post(`${product.url}/graphql`, accessToken, '{ me { session { id } } }'));
    return { session: me.session.id as string };
  }
  if (['Mutation.deactivateUser', 'Mutation.deleteUser'].includes(field)) {
    return { user: await addMember(identity, victim.org.id, { ...(await newcomer()), roleKey: 'viewer' }) };
  }
  if (field === 'Mutation.transferOwnership') {
    return {
      user: await addMember(identity, victim.org.id, { ...(await newcomer(HEIR)), roleKey: 'viewer' }),
    };
  }
  if (['Mutation.removePasskey', 'Mutation.forgetDevices'].includes(field)) {
    return addFactors(identity, victim.org.id, victim.owner.userId);
  }
  if (['Mutation.applyImport', 'Mutation.importPrices'].includes(field))
    return sendFile(product.url, victim.tokens.owner, 'counter-check');
  if (field === 'Mutation.updateLetterhead') return sendUpload(product.url, victim.tokens.owner, 'LOGO');
  if (field === 'Mutation.attachFile') return sendUpload(product.url, victim.tokens.owner, 'ATTACHMENT');
  if (field === 'Mutation.processAsset') return sendUpload(product.url, victim.tokens.owner, 'ASSET');
  if (field === 'Query.assets') {
    const { project } = victim.ids;
    return { project, asset: await addAsset(product.database.url, victim.org.id, 'of a project', project) };
  }
  if (field === 'Mutation.deleteAsset')
    return { asset: await addAsset(product.database.url, victim.org.id, 'counter-check') };
  if (field === 'Mutation.revokeInvitation') {
    const input = { email: `${newId()}@isolation.example`, roleKey: 'viewer' };
    const { inviteUser } = await must(post(`${product.url}/graphql`, victim.tokens.owner, INVITE, { input }));
    return { invitation: inviteUser.invitation.id as string };
  }
  return {};
}

/** Logs the victim's owner in, who got factors for the mutations that take them away. */
async function ownersToken(): Promise<string> {
  await inOrganization(identity, victim.org.id, (db) =>
    db.query('DELETE FROM identity.passkeys WHERE user_id = $1', [victim.owner.userId]),
  );
  return (await logIn(product.url, victim.owner)).accessToken;
}

const HEIR = 'heir@isolation.example';
const PASSWORD = 'a newcomer with a long password';

/** The heir gives the organisation back, and the owner's token says again what an owner may do. */
async function takeOwnershipBack(): Promise<void> {
  const { accessToken } = await logIn(product.url, { email: HEIR, password: PASSWORD });
  const document = `mutation ($input: TransferOwnershipInput!) {
    transferOwnership(input: $input) { owner { id } userErrors { code message } }
  }`;
  const input = { userId: victim.owner.userId };
  await must(post(`${product.url}/graphql`, accessToken, document, { input }));
  Object.assign(victim.tokens, { owner: await ownersToken() });
}

const newcomer = (email = `${newId()}@isolation.example`) =>
  preparePerson(createPasswords(), {
    email,
    password: PASSWORD,
    firstName: 'New',
    lastName: 'Comer',
  });
