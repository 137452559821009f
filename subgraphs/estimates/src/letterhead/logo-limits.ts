import type { ImageLimits } from '../../../../service-kit/files/images';

/** What a logo may have; an upload of one has 2 MB at most (`files/upload-purposes.ts`). */
export const LOGO_LIMITS: ImageLimits = { maxSide: 4_000, maxPixels: 4_000_000 };
