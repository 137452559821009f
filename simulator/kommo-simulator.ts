import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createControl, type SimulatorControl } from './control';
import { createControlServer } from './control-server';
import { createAccountServer, type Waiter } from './http/account-server';
import type { Integration } from './oauth/integrations';
import type { KommoSimulatorOptions, LongLivedOptions } from './options';
import { ControlPages } from './page/page-server';
import { World } from './world';

export type { KommoSimulatorOptions } from './options';

/** An account as a caller of the simulator needs to know it. */
interface SimulatorAccount {
  id: number;
  subdomain: string;
  name: string;
  timeZone: string;
}

/** A running simulator. */
export interface KommoSimulator {
  url: string;
  controlUrl: string;
  /** For KOMMO_AUTHORIZE_URL. */
  authorizeUrl: string;
  /** For KOMMO_ACCOUNT_URL: has `{subdomain}` in it. */
  accountUrl: string;
  integration: Integration;
  accounts: SimulatorAccount[];
  /** Makes a token as in the "Keys and scopes" tab; throws RangeError for an unknown account. */
  issueLongLivedToken(subdomain: string, options?: LongLivedOptions): string;
  /** The control API as functions. */
  control: SimulatorControl;
  close(): Promise<void>;
}

const FIVE_YEARS = 5 * 365 * 86_400;

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Real-time waits that all end at once when the simulator stops, so that no timer outlives it. */
class Waits implements Waiter {
  private readonly open = new Map<NodeJS.Timeout, () => void>();

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.open.delete(timer);
        resolve();
      }, milliseconds);
      this.open.set(timer, resolve);
    });
  }

  endAll(): void {
    for (const [timer, resolve] of this.open) {
      clearTimeout(timer);
      resolve();
    }
    this.open.clear();
  }
}

function longLivedToken(world: World, subdomain: string, options: LongLivedOptions): string {
  const account = world.accountOf(subdomain);
  if (!account) throw new RangeError(`The simulator has no account ${subdomain}`);
  const integration = options.clientId ? world.integrationOf(options.clientId) : world.integrations[0];
  if (integration?.kind !== 'private')
    throw new RangeError('Long-lived tokens are for private integrations only');
  const userId = options.userId ?? account.users.find((user) => user.isAdmin && user.isActive)?.id ?? 0;
  if (!account.users.some((user) => user.id === userId)) throw new RangeError(`There is no user ${userId}`);
  const { lifetime = FIVE_YEARS, scopes } = options;
  const token = world.grants.issueLongLived(integration, account.id, userId, world.clock.now(), {
    lifetime,
    scopes,
  });
  world.save();
  return token;
}

/** Starts the simulator. Rejects if a port is taken or the state file cannot be read. */
export async function startKommoSimulator(options: KommoSimulatorOptions = {}): Promise<KommoSimulator> {
  const host = options.host ?? '127.0.0.1';
  let world = new World(options);
  world.save();
  const waits = new Waits();
  const control = createControl({
    world: () => world,
    reset: (choices) => {
      world = new World(options, choices, world);
      world.save();
    },
  });
  const server = createAccountServer(() => world, waits);
  const controlServer = createControlServer(
    control,
    (subdomain, wanted) => longLivedToken(world, subdomain, wanted),
    new ControlPages(control, () => world, host),
  );
  const port = await listen(server, options.port ?? 0, host);
  const controlPort = await listen(controlServer, options.controlPort ?? 0, host).catch(
    async (error: unknown) => {
      await closeServer(server);
      throw error;
    },
  );
  const url = `http://${host}:${port}`;
  return {
    url,
    controlUrl: `http://${host}:${controlPort}`,
    authorizeUrl: `${url}/oauth`,
    accountUrl: `${url}/_acc/{subdomain}`,
    integration: world.integrations[0] as Integration,
    accounts: world.accounts.map(({ id, subdomain, profile: { name, timeZone } }) => ({
      id,
      subdomain,
      name,
      timeZone,
    })),
    issueLongLivedToken: (subdomain, wanted = {}) => longLivedToken(world, subdomain, wanted),
    control,
    close: async () => {
      waits.endAll();
      world.hooks.stop();
      await Promise.all([closeServer(server), closeServer(controlServer)]);
    },
  };
}
