import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A span as a collector gets it. */
export interface ReceivedSpan {
  /** The process it is from. */
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { traceId: string; spanId: string }[];
  readonly status: { readonly code?: number };
}

export interface OtlpReceiver {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** What came, as it came. */
  readonly bodies: readonly string[];
  readonly headers: readonly IncomingMessage['headers'][];
  /** Waits for a span that fits. */
  find(fits: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan>;
  /** Answers with this status from now on; `null` is no answer at all. */
  answerWith(status: number | null): void;
  close(): Promise<void>;
}

type Encoded = { key: string; value: Record<string, unknown> }[];
interface Body {
  resourceSpans: {
    resource: { attributes: Encoded };
    scopeSpans: { spans: (Omit<ReceivedSpan, 'attributes' | 'service'> & { attributes: Encoded })[] }[];
  }[];
}

const decode = (attributes: Encoded): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

/** A collector of traces on this machine that takes OTLP over HTTP as JSON. @param port of one that was there before */
export async function startOtlpReceiver(port = 0): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  let status: number | null = 200;
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const text = Buffer.concat(pieces).toString();
      bodies.push(text);
      headers.push(request.headers);
      if (status === null) return;
      if (status === 200 && request.url === '/v1/traces') spans.push(...spansIn(JSON.parse(text) as Body));
      response.writeHead(request.url === '/v1/traces' ? status : 404, { 'content-type': 'application/json' });
      response.end('{}');
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ spans, bodies, headers },
    async find(fits) {
      for (;;) {
        const found = spans.find(fits);
        if (found) return found;
        await sleep(20);
      }
    },
    answerWith: (given) => void (status = given),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const spansIn = ({ resourceSpans }: Body): ReceivedSpan[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...span,
        service: String(decode(resource.attributes)['service.name']),
        attributes: decode(span.attributes),
      })),
    ),
  );
