import { z } from 'zod';
import { urlSetting } from '../service-kit/process/config';

/** Where files are kept; see `.env.example`. */
export const fileSettings = {
  S3_ENDPOINT: urlSetting('http', 'https').optional(),
  S3_BUCKET: z.string().optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  FILES_QUOTA_MB: z.coerce.number().int().min(1).default(5120),
};
