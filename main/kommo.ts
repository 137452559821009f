import { z } from 'zod';
import { loadConfig } from '../service-kit/process/config';
import type { KommoSettings } from '../subgraphs/crm/src/kommo/settings';
import type { KommoSimulator } from '../simulator/kommo-simulator';
import type { Platform } from './platform';
import { openSimulator, SimulatorSettings } from './simulator-server';

/** Kommo as configured: its own addresses unless others are set. */
export function configuredKommo({ settings }: Platform): KommoSettings {
  return {
    authorizeUrl: settings.KOMMO_AUTHORIZE_URL ?? 'https://www.kommo.com/oauth',
    accountUrl: settings.KOMMO_ACCOUNT_URL ?? 'https://{subdomain}.kommo.com',
    pollIntervalMs: settings.SYNC_INTERVAL_SECONDS * 1_000,
  };
}

/** Real Kommo when its address is configured, and always in production; else a simulator beside this process. */
export async function openKommo(
  platform: Platform,
): Promise<{ kommo: KommoSettings; simulator: KommoSimulator | null }> {
  if (platform.settings.NODE_ENV === 'production' || platform.settings.KOMMO_ACCOUNT_URL) {
    return { kommo: configuredKommo(platform), simulator: null };
  }
  const wanted = loadConfig(z.object(SimulatorSettings), process.env);
  const simulator = await openSimulator(wanted, platform.dataDir, platform.port);
  platform.lifetime.add('Kommo simulator', simulator, () => simulator.close());
  return {
    kommo: {
      ...configuredKommo(platform),
      authorizeUrl: simulator.authorizeUrl,
      accountUrl: simulator.accountUrl,
    },
    simulator,
  };
}
