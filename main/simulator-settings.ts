import type { z } from 'zod';
import { numberSetting, portSetting } from '../service-kit/process/config';

/** Where the simulator listens and how much it holds. */
export const SimulatorSettings = {
  SIMULATOR_PORT: portSetting(4010),
  SIMULATOR_CONTROL_PORT: portSetting(4011),
  SIMULATOR_SEED: numberSetting({ least: 0 }).default(1),
  SIMULATOR_CONTACTS: numberSetting({ least: 0, most: 1_000_000 }).default(1_500),
  SIMULATOR_LEADS: numberSetting({ least: 0, most: 1_000_000 }).default(600),
  SIMULATOR_COMPANIES: numberSetting({ least: 0, most: 1_000_000 }).default(200),
};
/** And what it can't know when it runs alone. */
export const StandaloneSimulatorSettings = { ...SimulatorSettings, GATEWAY_PORT: portSetting(4000) };
export type SimulatorSettings = z.infer<z.ZodObject<typeof SimulatorSettings>>;
