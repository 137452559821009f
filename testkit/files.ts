import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { createKeyRing } from '../service-kit/auth/secrets';
import { createDownloadLinks, createUploadLinks, type FileLinks } from '../service-kit/files/file-links';
import type { FileSetting } from '../service-kit/files/files';
import { createLocalStore } from '../service-kit/files/local-store';

/** What keeps the files of estimates in a test. */
export interface TestFiles {
  files: FileSetting;
  links: FileLinks;
  uploadLinks: FileLinks;
}

/** A folder that is gone when the test file ends. */
export function useFolder(): () => string {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cashcraft-files-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return () => folder;
}

/** Files of a test file: in a folder of their own, with links under a key of their own. */
export function useFiles(): (source: DataSource) => TestFiles {
  const folder = useFolder();
  const keyRing = createKeyRing([['k1', randomBytes(32)]]);
  const links = createDownloadLinks(keyRing, 'https://api.example.com');
  const uploadLinks = createUploadLinks(keyRing, 'https://api.example.com');
  return (source) => ({
    links,
    uploadLinks,
    files: {
      source,
      schema: 'estimates',
      store: createLocalStore(join(folder(), 'files')),
      spool: join(folder(), 'spool'),
      quotaBytes: 100 * 1024 * 1024,
    },
  });
}
