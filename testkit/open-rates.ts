import { MemoryRateStore, type FieldRates } from '../service-kit/auth/field-rates';

/** `@rateLimit` far above what a test does; its own tests count as the SDL says. */
export const openRates = (): FieldRates => ({ store: new MemoryRateStore(), times: 10_000 });
