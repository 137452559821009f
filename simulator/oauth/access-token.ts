import { createHash, createHmac } from 'node:crypto';

/** The claims Kommo puts into its access tokens (kommo-api.md 1.6). Times are unix seconds. */
export interface AccessClaims {
  aud: string;
  jti: string;
  iat: number;
  nbf: number;
  exp: number;
  sub: string;
  grant_type: string;
  account_id: number;
  base_domain: string;
  version: number;
  scopes: string[];
  hash_uuid: string;
  api_domain: string;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signatureOf(text: string, key: string): string {
  // As long as an RS256 signature (256 bytes), but made with a symmetric key: clients cannot verify Kommo's anyway.
  const blocks = Array.from({ length: 8 }, (_, index) =>
    createHmac('sha256', key).update(`${index}|${text}`).digest(),
  );
  return Buffer.concat(blocks).toString('base64url');
}

/** Signs claims into a token of Kommo's shape. */
export function signAccessToken(claims: AccessClaims, key: string): string {
  const text = `${encode({ typ: 'JWT', alg: 'RS256', jti: claims.jti })}.${encode(claims)}`;
  return `${text}.${signatureOf(text, key)}`;
}

/** The claims of a token signed with `key`, or undefined for anything else. Does not look at the times. */
export function readAccessToken(token: string, key: string): AccessClaims | undefined {
  const [header, body, signature, ...rest] = token.split('.');
  if (!header || !body || !signature || rest.length > 0) return undefined;
  if (signatureOf(`${header}.${body}`, key) !== signature) return undefined;
  return JSON.parse(Buffer.from(body, 'base64url').toString()) as AccessClaims;
}

/** What is kept of a secret token: its hash. */
export function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
