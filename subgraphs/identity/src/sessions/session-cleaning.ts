import type { DataSource } from 'typeorm';
import type { Logger } from '../../../../service-kit/process/logger';
import { startRounds, type Rounds } from '../../../../service-kit/process/rounds';

/*
 * Cleaning, beside all requests: sealed pairs whose window has closed, tokens of sessions that ended a day ago, sessions that
 * ended 90 days ago, tries to log in that count no more, challenges and remembered devices that are over,
 * links that open nothing any more, log-ins by providers that nobody completed. Any number of processes may do it at once: each takes rows that no other one holds.
 */

/** A sealed pair lives 30 seconds, and as long as this at most until the next round. */
const EVERY_MS = 10_000;
/** Rows of one kind in one transaction: no request waits for long. */
const BATCH = 500;

/** What one pass did. */
export interface Cleaned {
  wiped: number;
  tokens: number;
  sessions: number;
}

/** Cleans until nothing is left to do. @param source connected as identity */
export async function cleanSessions(source: DataSource): Promise<Cleaned> {
  const total: Cleaned = { wiped: 0, tokens: 0, sessions: 0 };
  for (;;) {
    const [forgotten] = (await source.query(
      'SELECT identity.forget_attempts($1) AS attempts, identity.clean_second_factors($1), identity.clean_links($1), identity.clean_oidc_log_ins($1)',
      [BATCH],
    )) as { attempts: number }[];
    const [pass] = (await source.query('SELECT * FROM identity.clean_sessions($1)', [BATCH])) as Cleaned[];
    if (!pass || !forgotten) return total;
    for (const kind of ['wiped', 'tokens', 'sessions'] as const) total[kind] += pass[kind];
    if (Math.max(forgotten.attempts, pass.wiped, pass.tokens, pass.sessions) < BATCH) return total;
  }
}

/**
 * Cleans every ten seconds until closed. A failure is logged, and the next round tries again.
 *
 * @param source connected as identity; whoever made it closes it, after this
 */
export const startSessionCleaning = (source: DataSource, log: Logger): Rounds =>
  startRounds({
    everyMs: EVERY_MS,
    async round() {
      const cleaned = await cleanSessions(source);
      if (cleaned.tokens + cleaned.sessions > 0) log.info(cleaned, 'dead sessions cleaned');
    },
    onFailure: (error) => log.warn({ err: error }, 'sessions not cleaned'),
  });
