/*
 * `npm run simulator`: the Kommo simulator alone, beside separate processes, or for a partner to play with.
 */
import { z } from 'zod';
import { loadConfig } from '../service-kit/process/config';
import { prepareDataDir } from '../service-kit/process/data-dir';
import { createLogger } from '../service-kit/process/logger';
import { runMain } from '../service-kit/process/process';
import { commonSettings } from '../service-kit/process/settings';
import { openSimulator } from './simulator-server';
import { StandaloneSimulatorSettings } from './simulator-settings';
import { write } from './terminal';

const Settings = z.object({ ...commonSettings, ...StandaloneSimulatorSettings });

void runMain(createLogger({ name: 'simulator' }), async (lifetime) => {
  const settings = loadConfig(Settings, process.env);
  const simulator = await openSimulator(settings, prepareDataDir(settings.DATA_DIR), settings.GATEWAY_PORT);
  lifetime.add('simulator', simulator, () => simulator.close());
  write(`Kommo simulator at ${simulator.url}, control API at ${simulator.controlUrl}`);
  write(`KOMMO_AUTHORIZE_URL=${simulator.authorizeUrl}`);
  write(`KOMMO_ACCOUNT_URL=${simulator.accountUrl}`);
  write(`client id ${simulator.integration.clientId}, secret ${simulator.integration.clientSecret}`);
});
