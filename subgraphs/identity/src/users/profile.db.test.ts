import { useIdentity } from '../../../../testkit/identity';
import type { SeededOrganization } from '../../../../testkit/seed';
import { codes, dataOf } from '../../../../testkit/subgraph';

const graph = useIdentity();
let org: SeededOrganization;
beforeEach(async () => {
  org = await graph.seed();
});

describe('updateUser', () => {
  const UPDATE = `mutation U($input: UpdateUserInput!) {
    updateUser(input: $input) { user { firstName lastName locale timeZone } userErrors { code path } }
  }`;
  const update = async (input: object) =>
    dataOf(await graph.execute(org.viewer.viewer, UPDATE, { input })).updateUser;

  it('changes what is given, keeps the rest, and takes away what is null', async () => {
    const { lastName } = org.viewer;
    expect((await update({ firstName: '  Zoë ', locale: 'RU-ru', timeZone: 'Europe/Moscow' })).user).toEqual({
      firstName: 'Zoë',
      lastName,
      locale: 'ru-RU',
      timeZone: 'Europe/Moscow',
    });
    expect((await update({ locale: null })).user).toMatchObject({
      firstName: 'Zoë',
      locale: null,
      timeZone: 'Europe/Moscow',
    });
    expect((await update({})).user).toMatchObject({ firstName: 'Zoë' });
  });

  it('tells every mistake, and changes nothing', async () => {
    const answer = await update({
      firstName: null,
      lastName: 'x'.repeat(101),
      locale: 'no such thing',
      timeZone: '+03:00',
    });
    expect(answer).toEqual({
      user: null,
      userErrors: [
        { code: 'REQUIRED', path: ['firstName'] },
        { code: 'TOO_LONG', path: ['lastName'] },
        { code: 'INVALID_LOCALE', path: ['locale'] },
        { code: 'INVALID_TIME_ZONE', path: ['timeZone'] },
      ],
    });
    expect((await update({})).user.firstName).toBe(org.viewer.firstName);
    for (const timeZone of ['', 'Mars/Olympus', 'x'.repeat(1_000_000), '\0']) {
      expect((await update({ timeZone })).userErrors).toEqual([
        { code: 'INVALID_TIME_ZONE', path: ['timeZone'] },
      ]);
    }
  });
});

describe('updateOrganization', () => {
  const UPDATE = `mutation U($input: UpdateOrganizationInput!) {
    updateOrganization(input: $input) {
      organization { name timeZone locale currency } userErrors { code path }
    }
  }`;
  const update = (input: object, who = org.owner) => graph.execute(who.viewer, UPDATE, { input });
  const events = () =>
    graph.sql<{ payload: Record<string, unknown> }>(
      `SELECT payload FROM identity.outbox WHERE org_id = $1 AND type = 'identity.organization-changed' ORDER BY id`,
      [org.org.id],
    );

  it('changes what is given, and tells the other subgraphs what is so now', async () => {
    expect(dataOf(await update({ timeZone: 'Asia/Almaty', currency: 'kzt' })).updateOrganization).toEqual({
      organization: { name: org.org.name, timeZone: 'Asia/Almaty', locale: 'en', currency: 'KZT' },
      userErrors: [],
    });
    await update({ name: 'Ромашка', locale: 'ru', currency: null });
    const { id: organizationId, name } = org.org;
    expect((await events()).map(({ payload }) => payload)).toEqual([
      { organizationId, name, timeZone: 'UTC', locale: 'en', currency: null }, // when it was made
      { organizationId, name, timeZone: 'Asia/Almaty', locale: 'en', currency: 'KZT' },
      { organizationId, name: 'Ромашка', timeZone: 'Asia/Almaty', locale: 'ru', currency: null },
    ]);
  });

  it('tells every mistake, and changes nothing', async () => {
    const input = { name: ' ', timeZone: null, locale: 'x', currency: 'XYZW' };
    expect(dataOf(await update(input)).updateOrganization.userErrors).toEqual([
      { code: 'REQUIRED', path: ['name'] },
      { code: 'INVALID_TIME_ZONE', path: ['timeZone'] },
      { code: 'INVALID_LOCALE', path: ['locale'] },
      { code: 'INVALID_CURRENCY', path: ['currency'] },
    ]);
    expect(await events()).toHaveLength(1);
  });

  it('is for owners', async () => {
    expect(codes(await update({ name: 'x' }, org.admin))).toEqual(['FORBIDDEN']);
  });
});
