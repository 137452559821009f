import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Registry } from 'prom-client';
import { processCounter, processRegistry, processSeconds, startProcessMetrics } from './process-metrics';

/** Answers with all series of this process, and those of another registry before them. */
export async function sendMetrics(reply: FastifyReply, own?: Registry): Promise<FastifyReply> {
  startProcessMetrics();
  const parts = [...(own ? [own] : []), processRegistry];
  const texts = await Promise.all(parts.map((registry) => registry.metrics()));
  return reply.type(processRegistry.contentType).send(texts.join('\n'));
}

/** An HTTP request that was answered. @param ms how long it took */
export type NoteRequest = (request: { method: string; route: string; status: number; ms: number }) => void;

/** Counts and times every HTTP request that Fastify answers. */
export function countRequests(app: FastifyInstance, note: NoteRequest): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    note({ method, route: routeOptions.url ?? 'none', status: reply.statusCode, ms: reply.elapsedTime });
    done();
  });
}

let served: NoteRequest | undefined;

/** For the servers of a process that is no gateway; one set of series, however many servers. */
export function noteServed(): NoteRequest {
  if (served) return served;
  const requests = processCounter(
    'http_requests_total',
    'HTTP requests answered.',
    'method',
    'route',
    'status',
  );
  const seconds = processSeconds(
    'http_request_duration_seconds',
    'Time to answer a request.',
    'method',
    'route',
  );
  served = ({ method, route, status, ms }) => {
    requests.add(method, route, String(status));
    seconds.observe(ms / 1000, method, route);
  };
  return served;
}
