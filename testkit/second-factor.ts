import { useIdentity, type TokensShown } from './identity';
import type { SeededOrganization, SeededUser } from './seed';
import { dataOf, type Answer } from './subgraph';

/* What the tests of second factors say to identity. */

export const ERRORS = 'userErrors { code path }';
const TOKENS = 'tokens { accessToken refreshToken expiresAt }';
const CHALLENGE = 'challenge { token methods passkeyOptions enrollment { secret uri qrCode } }';
const LOG_IN = `mutation L($input: LogInInput!) { logIn(input: $input) { ${TOKENS} ${CHALLENGE} user { id } ${ERRORS} } }`;
export const COMPLETE = `mutation C($input: CompleteLogInInput!) {
  completeLogIn(input: $input) { ${TOKENS} user { id role { key } } deviceToken recoveryCodes ${ERRORS} }
}`;
export const STEP_UP = `mutation S($input: StepUpInput!) { stepUp(input: $input) { freshUntil ${ERRORS} } }`;
export const STATE = `{ secondFactor { isEnabled methods totpEnabledAt recoveryCodesLeft passkeys { id name lastUsedAt } rememberedDevices { id } } }`;

/** Somebody who is logged in, anew for each test, and what they say. To be called at the top of a test file. */
export function useSecondFactor() {
  const graph = useIdentity();
  const forgetFailures = () => graph.sql('DELETE FROM identity.log_in_attempts');
  const age = (interval: string) =>
    graph.sql(`UPDATE identity.sessions SET authenticated_at = authenticated_at - $1::interval`, [interval]);
  const as = (tokens: TokensShown, query: string, input?: object): Promise<Answer> =>
    graph.executeWithToken(tokens.accessToken, query, input && { input });
  const logIn = async (more: object = {}) =>
    dataOf(
      await graph.execute(null, LOG_IN, {
        input: { email: world.who.email, password: world.who.password, ...more },
      }),
    ).logIn;
  const complete = async (input: object) =>
    dataOf(await graph.execute(null, COMPLETE, { input })).completeLogIn;

  const world = {
    org: undefined as unknown as SeededOrganization,
    who: undefined as unknown as SeededUser,
    session: undefined as unknown as TokensShown,
    graph,
    as,
    logIn,
    complete,
    age,
    forgetFailures,
  };
  beforeEach(async () => {
    await forgetFailures();
    world.org = await graph.seed();
    world.who = world.org.owner;
    world.session = await graph.logIn(world.who);
  });
  return world;
}
