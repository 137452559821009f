import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../service-kit/process/paths';

/** Where a program is that a test needs, installed if that can be done. @throws Error that says what to install */
export function programOf(name: 'CHROMIUM' | 'LIBREOFFICE' | 'PROMETHEUS' | 'PGBOUNCER'): string {
  const script = `import * as wanted from ${JSON.stringify(pathToFileURL(join(projectRoot, 'scripts/ensure-programs.mjs')).href)};
    console.log(wanted.ensureProgram(wanted.${name}));`;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  return said.trim().split('\n').at(-1) ?? '';
}

/** Has LibreOffice calculate every formula when it opens a file, whatever results stand in it. */
const ALWAYS_CALCULATE = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`;

/**
 * Has LibreOffice open workbooks, calculate them and write them anew.
 *
 * @param folder an empty one; its profile goes there, and the results into `out`
 * @param format by the ending of its files
 * @returns the results' paths
 */
export function recalculate(
  folder: string,
  workbooks: readonly string[],
  format: 'xlsx' | 'xls' = 'xlsx',
): string[] {
  const profile = join(folder, 'profile');
  mkdirSync(join(profile, 'user'), { recursive: true });
  writeFileSync(join(profile, 'user', 'registrymodifications.xcu'), ALWAYS_CALCULATE);
  const out = join(folder, 'out');
  const paths = workbooks.map((name) => join(folder, name));
  execFileSync(
    programOf('LIBREOFFICE'),
    [
      `-env:UserInstallation=${pathToFileURL(profile).href}`,
      '--headless',
      '--convert-to',
      format,
      '--outdir',
      out,
      ...paths,
    ],
    { stdio: 'ignore', timeout: 120_000 },
  );
  return workbooks.map((name) => join(out, name.replace(/\.\w+$/, `.${format}`)));
}
