import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { WebhookSubscription } from './accounts/webhook-registry';
import type { GrantState } from './oauth/grants';
import type { Integration } from './oauth/integrations';

/** What survives a restart: everything a client relies on, nothing that the seed gives anyway. */
export interface SavedState {
  version: 1;
  /** End of seeded history, so that a restarted server has the same rows. */
  epoch: number;
  clockOffset: number;
  grants: GrantState;
  integrations: Integration[];
  accounts: { id: number; subdomain: string; webhooks: WebhookSubscription[] }[];
}

const shape = z.object({
  version: z.literal(1),
  epoch: z.number(),
  clockOffset: z.number(),
  grants: z.object({
    serial: z.number(),
    codes: z.array(z.object({ hash: z.string() }).loose()),
    grants: z.array(z.object({ id: z.number() }).loose()),
    pairs: z.array(z.object({ jti: z.string() }).loose()),
  }),
  integrations: z.array(z.object({ clientId: z.string() }).loose()),
  accounts: z.array(z.object({ id: z.number() }).loose()),
});

/** Reads a state file; undefined if there is none. Throws with the file's name if it cannot be understood. */
export function readState(file: string): SavedState | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return shape.parse(JSON.parse(text)) as unknown as SavedState;
  } catch {
    throw new Error(`The simulator's state file ${file} cannot be read: remove it to start with no tokens`);
  }
}

/** Writes the state so that a killed process leaves either the old or the new file, never half of one. */
export function writeState(file: string, state: SavedState): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
