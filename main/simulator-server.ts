import { join } from 'node:path';
import { PortTakenError } from '../service-kit/http/http';
import { startKommoSimulator, type KommoSimulator } from '../simulator/kommo-simulator';
import { simulatorIntegration } from './simulator-integration';
import type { SimulatorSettings } from './simulator-settings';

/**
 * Starts the simulator with the demo integration.
 *
 * @param settings its ports and the size of its data
 * @param dataDir where its tokens survive a restart
 * @param gatewayPort where Kommo's consent page sends the browser back to
 */
export async function openSimulator(
  settings: SimulatorSettings,
  dataDir: string,
  gatewayPort: number,
): Promise<KommoSimulator> {
  try {
    return await startKommoSimulator({
      port: settings.SIMULATOR_PORT,
      controlPort: settings.SIMULATOR_CONTROL_PORT,
      seed: settings.SIMULATOR_SEED,
      contacts: settings.SIMULATOR_CONTACTS,
      leads: settings.SIMULATOR_LEADS,
      companies: settings.SIMULATOR_COMPANIES,
      stateFile: join(dataDir, 'kommo-simulator.json'),
      integration: simulatorIntegration(gatewayPort),
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const taken = (error as { port?: number }).port ?? settings.SIMULATOR_PORT;
    const variable = taken === settings.SIMULATOR_CONTROL_PORT ? 'SIMULATOR_CONTROL_PORT' : 'SIMULATOR_PORT';
    throw new PortTakenError('the Kommo simulator', taken, variable);
  }
}
