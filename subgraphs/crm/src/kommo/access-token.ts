import { z } from 'zod';

const Claims = z.object({
  account_id: z.number().int().optional(),
  sub: z.union([z.string(), z.number()]).optional(),
  exp: z.number().int().positive().optional(),
  api_domain: z.string().optional(),
  /** What the token is for; newer tokens say it. */
  scopes: z.array(z.string()).optional().catch(undefined),
});
export type AccessTokenClaims = z.infer<typeof Claims>;

/**
 * Reads the claims of a Kommo access token (kommo-api.md 1.6). The signature can't be checked by a client: claims are
 * hints, confirmed by asking Kommo.
 *
 * @returns null for what has not the shape of a token
 */
export function readAccessTokenClaims(token: string): AccessTokenClaims | null {
  const [, body, signature] = token.split('.');
  if (!body || !signature) return null;
  try {
    const parsed = Claims.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
