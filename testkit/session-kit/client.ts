/** Sends an operation. @throws Error when no answer comes */
export type Ask = (
  query: string,
  variables: Record<string, unknown>,
  token: string | null,
) => Promise<{
  data: Record<string, unknown> | null;
  errors: readonly { message: string; extensions?: Record<string, unknown> }[];
}>;

/** What a log-in or a refresh answers. */
export interface Pair {
  accessToken: string;
  refreshToken: string;
}

/** A refresh: a pair, or why there is none. */
export interface Refreshed {
  pair?: Pair;
  reason?: string;
}

const LOG_IN = `mutation SessionKitLogIn($input: LogInInput!) {
  logIn(input: $input) { tokens { accessToken refreshToken } userErrors { code message } }
}`;
const REFRESH = `mutation SessionKitRefresh($input: RefreshTokensInput!) {
  refreshTokens(input: $input) { tokens { accessToken refreshToken } userErrors { code } }
}`;

/** Exchanges a pair's refresh token. @throws Error for an answer that is neither a pair nor a refusal */
export async function refresh(ask: Ask, { refreshToken }: Pair): Promise<Refreshed> {
  const { data, errors } = await ask(REFRESH, { input: { refreshToken } }, null);
  const { tokens } = (data?.['refreshTokens'] ?? {}) as { tokens?: Pair | null };
  if (tokens) return { pair: tokens };
  const reason = errors[0]?.extensions?.['reason'];
  if (typeof reason === 'string') return { reason };
  throw new Error(`A refresh answered neither a pair nor a reason: ${JSON.stringify(errors)}`);
}

/** Logs in. @throws Error with what the server says */
export async function logIn(
  ask: Ask,
  { email, password }: { email: string; password: string },
): Promise<Pair> {
  const { data, errors } = await ask(LOG_IN, { input: { email, password } }, null);
  const answer = data?.['logIn'] as { tokens: Pair | null; userErrors: unknown } | undefined;
  if (answer?.tokens) return answer.tokens;
  throw new Error(`The log-in failed: ${JSON.stringify(errors.length > 0 ? errors : answer)}`);
}

/** Whether a session's access token is good. */
export async function isIn(ask: Ask, { accessToken }: Pair): Promise<boolean> {
  const { data } = await ask('query SessionKitMe { me { id } }', {}, accessToken);
  return Boolean(data?.['me']);
}
