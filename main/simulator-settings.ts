import { z } from 'zod';
import { portSetting } from '../service-kit/process/config';

/** Where the simulator listens and how much it holds. */
export const SimulatorSettings = {
  SIMULATOR_PORT: portSetting(4010),
  SIMULATOR_CONTROL_PORT: portSetting(4011),
  SIMULATOR_SEED: z.coerce.number().int().default(1),
  SIMULATOR_CONTACTS: z.coerce.number().int().min(0).max(1_000_000).default(1_500),
  SIMULATOR_LEADS: z.coerce.number().int().min(0).max(1_000_000).default(600),
  SIMULATOR_COMPANIES: z.coerce.number().int().min(0).max(1_000_000).default(200),
};
/** And what it can't know when it runs alone. */
export const StandaloneSimulatorSettings = { ...SimulatorSettings, GATEWAY_PORT: portSetting(4000) };
export type SimulatorSettings = z.infer<z.ZodObject<typeof SimulatorSettings>>;
