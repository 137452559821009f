import { request } from 'undici';
import type { HealthCheck } from '../../../service-kit/http/health';

const TIMEOUT_MS = 1_500;

/**
 * A check that one of our subgraphs, run by itself, is ready.
 *
 * @param name of the part in the health answer
 * @param url any address of it; `/health/ready` is asked at its origin
 */
export function subgraphHealthCheck(name: string, url: string): HealthCheck {
  const address = new URL('/health/ready', url);
  return {
    name,
    critical: false,
    group: 'subgraphs',
    async check() {
      const { statusCode, body } = await request(address, {
        signal: AbortSignal.timeout(TIMEOUT_MS),
        reset: true, // a connection of its own: it also proves that new ones are accepted
      });
      await body.dump();
      if (statusCode !== 200) throw new Error(`${name} answers ${statusCode} to its readiness probe`);
    },
  };
}
