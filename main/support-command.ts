import { join } from 'node:path';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { createSigningKeys } from '../subgraphs/identity/src/auth/keys';
import { enterAsSupport } from '../subgraphs/identity/src/support/support.service';
import type { Platform } from './platform';

/*
 * `npm run cli -- support-token <organisation> <name>`: a token for somebody of support, where the organisation has let support in.
 */

/**
 * Prints an access token of ten minutes at most, and what it allows. The organisation sees that it was given, and to whom.
 *
 * @param words the organisation's id, and the operator's name
 * @throws Error in words: no grant that holds
 */
export async function giveSupportToken(
  platform: Platform,
  [orgId = '', ...name]: readonly string[],
  write: (line: string) => void,
): Promise<void> {
  const source = await connectIdentity(await platform.urlFor('identity'), { poolSize: 1 });
  try {
    const pem = platform.settings.JWT_PRIVATE_KEY;
    const keys = createSigningKeys({ pem, folder: join(platform.dataDir, 'keys') });
    const { accessToken, expiresAt, scopes } = await enterAsSupport(
      { source, keys },
      { orgId, operator: name.join(' ') },
    );
    write(accessToken);
    write(`\nUntil ${expiresAt.toISOString()}, for: ${scopes.join(' ')}`);
  } finally {
    await source.destroy();
  }
}
