import DataLoader from 'dataloader';
import { kommoKeyText, type KommoKey } from './card.entity';

/** A loader by connection and Kommo's number. */
export type ByKommoId<R> = DataLoader<KommoKey, R, string>;

/** Makes one. */
export const byKommoId = <R>(batch: (keys: readonly KommoKey[]) => Promise<R[]>): ByKommoId<R> =>
  new DataLoader(batch, { cacheKeyFn: kommoKeyText });
