import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import type { KommoSimulatorOptions } from '../../simulator/kommo-simulator';
import type { CrmDeps } from '../../subgraphs/crm/src/runtime';
import { useCrm, type CrmWorld } from './crm-world';

/** The crm subgraph with its HTTP routes served, so that the simulator's webhooks reach it. */
export function useHookedCrm(options: KommoSimulatorOptions, more: Partial<CrmDeps['kommo']> = {}): CrmWorld {
  let app: FastifyInstance;
  let server: Server;
  let base = '';
  // The address has to be known before the world is made, and the world's routes before it can be served.
  beforeAll(async () => {
    app = fastify();
    server = createServer((request, response) => app.routing(request, response));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  const world = useCrm(options, {
    ...more,
    get webhookBase() {
      return base;
    },
  });
  beforeAll(async () => {
    world.subgraph.routes?.(app);
    await app.ready();
  });
  afterAll(async () => {
    await app.close();
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  return world;
}
