import { request } from 'node:http';
import { text } from 'node:stream/consumers';

/** A host that no setting names. */
export const FORGED_HOST = 'evil.example';

/** All that a request, and proxies in front of it, may say of where it was sent to. */
const FORGED = {
  host: FORGED_HOST,
  'x-forwarded-host': FORGED_HOST,
  'x-forwarded-proto': 'http',
  'x-forwarded-server': FORGED_HOST,
  'x-original-host': FORGED_HOST,
  'x-host': FORGED_HOST,
  forwarded: `for=198.51.100.7;host=${FORGED_HOST};proto=http`,
  origin: `https://${FORGED_HOST}`,
  referer: `https://${FORGED_HOST}/`,
};

/**
 * Calls a mutation of our shape as if it had been sent to another host; `fetch` may not say so.
 *
 * @param fields are asked for besides `userErrors`
 * @returns its payload
 * @throws Error with the whole answer where it has errors
 */
export async function mutateForged(
  url: string,
  token: string | null,
  name: string,
  input: object,
  { fields = '', language = 'ru' }: { fields?: string; language?: string } = {},
): Promise<{ userErrors: { code: string }[]; url?: string }> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input!`;
  const query = `mutation ($input: ${type}) { ${name}(input: $input) { ${fields} userErrors { code message } } }`;
  const headers = {
    ...FORGED,
    'content-type': 'application/json',
    'accept-language': language,
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
  const answer = await new Promise<string>((resolve, reject) => {
    const sent = request(`${url}/graphql`, { method: 'POST', headers });
    sent.once('response', (response) => void text(response).then(resolve, reject));
    sent.once('error', reject).end(JSON.stringify({ query, variables: { input } }));
  });
  const { data, errors } = JSON.parse(answer) as { data: Record<string, never> | null; errors?: unknown };
  const payload = data?.[name];
  if (errors || !payload) throw new Error(`Unexpected answer: ${answer}`);
  return payload;
}

/** Every address in a mail. */
export const linksIn = ({ text: plain, html }: { text: string; html: string }): string[] =>
  `${plain}\n${html}`.match(/https?:\/\/[^\s"'<>)]+/g) ?? [];
