import { connectClient } from '../../../../service-kit/postgres/database-roles';
import { untilSomebodyWaitsFor } from '../../../../testkit/lock-waits';
import { ERRORS, STATE, STEP_UP, useSecondFactor } from '../../../../testkit/second-factor';
import { createSoftwareAuthenticator } from '../../../../testkit/software-authenticator';
import { codes, dataOf } from '../../../../testkit/subgraph';

const world = useSecondFactor();
const { graph, as, logIn, complete, age } = world;
let { org, who, session } = world;
beforeEach(() => {
  ({ org, who, session } = world);
});

describe('passkeys', () => {
  const ORIGIN = 'http://localhost:4000';
  const START_KEY = `mutation { startPasskeyRegistration { options ${ERRORS} } }`;
  const FINISH_KEY = `mutation F($input: FinishPasskeyRegistrationInput!) {
    finishPasskeyRegistration(input: $input) { passkey { id name } recoveryCodes ${ERRORS} }
  }`;
  const START_STEP = `mutation { startPasskeyStepUp { options ${ERRORS} } }`;

  const offer = async (): Promise<string> =>
    dataOf(await as(session, START_KEY)).startPasskeyRegistration.options;
  const finish = async (response: string, name?: string) =>
    dataOf(await as(session, FINISH_KEY, { response, ...(name ? { name } : {}) })).finishPasskeyRegistration;
  async function addKey() {
    const device = createSoftwareAuthenticator(ORIGIN);
    const kept = await finish(device.create(await offer()), 'Laptop');
    expect(kept.userErrors).toEqual([]);
    return { device, kept };
  }

  it('are kept, come with recovery codes, and log in', async () => {
    const { device, kept } = await addKey();
    expect(kept).toMatchObject({ passkey: { name: 'Laptop' }, recoveryCodes: expect.any(Array) });
    const { challenge } = await logIn();
    expect(challenge.methods).toEqual(['PASSKEY', 'RECOVERY_CODE']);
    const passkey = device.get(challenge.passkeyOptions);
    expect((await complete({ challenge: challenge.token, passkey })).userErrors).toEqual([]);
    const again = await logIn();
    expect((await complete({ challenge: again.challenge.token, passkey })).userErrors).toMatchObject([
      { code: 'INVALID_PASSKEY' },
    ]);
  });

  it.each([
    ['another page', { origin: 'https://evil.example' }],
    ['another site', { rpId: 'evil.example' }],
    ['another challenge', { challenge: 'AAAA' }],
    ['a signature of something else', { badSignature: true }],
    ['a count that went back: the key was copied', { counter: 1 }],
  ])('are refused for %s', async (_what, tampering) => {
    const { device } = await addKey();
    const first = await logIn();
    await complete({ challenge: first.challenge.token, passkey: device.get(first.challenge.passkeyOptions) });
    const { challenge } = await logIn();
    const passkey = device.get(challenge.passkeyOptions, tampering);
    expect((await complete({ challenge: challenge.token, passkey })).userErrors).toEqual([
      { code: 'INVALID_PASSKEY', path: ['passkey'] },
    ]);
  });

  it('are refused when made for another page, or a challenge of before', async () => {
    const device = createSoftwareAuthenticator(ORIGIN);
    const bad = await finish(device.create(await offer(), { origin: 'https://evil.example' }));
    expect(bad.userErrors).toEqual([{ code: 'INVALID_PASSKEY', path: ['response'] }]);
    const old = await offer();
    await offer();
    expect((await finish(device.create(old))).userErrors).toMatchObject([{ code: 'INVALID_PASSKEY' }]);
    expect((await finish(device.create(await offer()))).userErrors).toEqual([]);
    expect((await finish(device.create(await offer()))).userErrors).toMatchObject([
      { code: 'INVALID_PASSKEY' },
    ]);
  });

  it('step up, by a challenge of this session, once', async () => {
    const other = await graph.logIn(who); // before there is a second factor
    const { device } = await addKey();
    await age('11 minutes');
    const { options } = dataOf(await as(session, START_STEP)).startPasskeyStepUp;
    const passkey = device.get(options);
    expect(dataOf(await as(other, STEP_UP, { passkey })).stepUp.userErrors).toMatchObject([
      { code: 'INVALID_PASSKEY' },
    ]);
    expect(dataOf(await as(session, STEP_UP, { passkey })).stepUp.userErrors).toEqual([]);
    expect(dataOf(await as(session, STEP_UP, { passkey })).stepUp.userErrors).toMatchObject([
      { code: 'INVALID_PASSKEY' },
    ]);
  });

  const remove = `mutation R($input: RemovePasskeyInput!) { removePasskey(input: $input) { removedPasskeyId ${ERRORS} } }`;

  it('removed while another one is being removed, the last stays where an organisation demands a second factor', async () => {
    const ids = [(await addKey()).kept.passkey.id, (await addKey()).kept.passkey.id];
    await graph.sql('UPDATE identity.organizations SET second_factor_required = true WHERE org_id = $1', [
      org.org.id,
    ]);
    const other = await connectClient(graph.parts.database.url);
    await other.query('BEGIN');
    await other.query('SELECT 1 FROM identity.users WHERE id = $1 FOR NO KEY UPDATE', [who.userId]);
    await other.query('DELETE FROM identity.passkeys WHERE id = $1', [ids[0]]);
    const late = as(session, remove, { id: ids[1] });
    await Promise.race([late, untilSomebodyWaitsFor(other)]); // who does not wait is answered
    await other.query('COMMIT');
    expect(dataOf(await late).removePasskey.userErrors).toMatchObject([{ code: 'SECOND_FACTOR_DEMANDED' }]);
    await other.end();
    expect(dataOf(await as(session, STATE)).secondFactor.isEnabled).toBe(true);
  });

  it('removed, the last one takes the second factor with it', async () => {
    const { kept } = await addKey();
    const { id } = kept.passkey;
    const admin = await graph.logIn(org.admin);
    expect(codes(await as(admin, remove, { id }))).toEqual(['NOT_FOUND']);
    expect(dataOf(await as(session, remove, { id })).removePasskey.removedPasskeyId).toBe(id);
    expect(dataOf(await as(session, STATE)).secondFactor).toMatchObject({
      isEnabled: false,
      recoveryCodesLeft: 0,
    });
  });
});
