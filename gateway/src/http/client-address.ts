import type { IncomingMessage } from 'node:http';
import proxyAddress from '@fastify/proxy-addr';
import type { TrustProxy } from '../../../service-kit/http/http';

/** Makes the function that says where a request came from, as Fastify's `request.ip` says it. */
export function clientAddress(trustProxy: TrustProxy): (request: IncomingMessage) => string {
  if (trustProxy === false) return ({ socket }) => socket.remoteAddress ?? '';
  const trusts = trustProxy === true ? () => true : proxyAddress.compile(trustProxy);
  return (request) => proxyAddress(request, trusts);
}
