import type { CrmFeature } from '../feature';
import { QuarantinedRow } from './quarantined-row.entity';
import { quarantineLoaders } from './quarantine.loaders';

export const feature = {
  name: 'quarantine',
  entities: [QuarantinedRow],
  loaders: quarantineLoaders,
} satisfies CrmFeature;
