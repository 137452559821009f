import { bold, cyan, dim, green, red, write } from './terminal';

/** What a person sees when the product is ready. */
export interface Welcome {
  url: string;
  startedInMs: number;
  demo: { email: string; password: string } | null;
  simulatorUrl: string | null;
  dataDir: string;
  /** Development has pages for people, and a demo. */
  isDevelopment: boolean;
  trouble: string | null;
}

const FIRST_QUERY = `{ me { displayName organization { name } } leads(first: 3) { edges { node { name } } } }`;

/** Prints addresses, a log-in and a first query to paste. */
export function welcome(said: Welcome): void {
  const { url, startedInMs, demo, simulatorUrl, dataDir, isDevelopment, trouble } = said;
  write();
  write(`  ${green('●')} ${bold('CashCraft is ready')} ${dim(`(${(startedInMs / 1000).toFixed(1)} s)`)}`);
  write();
  write(`  GraphQL    ${cyan(`${url}/graphql`)}`);
  if (isDevelopment)
    write(`  Explorer   ${cyan(`${url}/explorer`)} ${dim(`(without internet; with it: ${url}/sandbox)`)}`);
  write(`  Health     ${cyan(`${url}/health`)}`);
  if (simulatorUrl) write(`  Kommo      ${cyan(simulatorUrl)} ${dim('(simulator)')}`);
  write(`  Data       ${dim(dataDir)}`);
  if (demo) writeDemo(url, demo);
  if (trouble) {
    write();
    write(`  ${red(trouble)}`);
  }
  write();
  const more = isDevelopment ? `${dim('See it all happen:')} npm run demo    ` : '';
  write(`  ${more}${dim('Stop: Ctrl-C')}`);
  write();
}

function writeDemo(url: string, demo: { email: string; password: string }): void {
  const logIn = JSON.stringify({
    query: 'mutation($input:LogInInput!){logIn(input:$input){tokens{accessToken}}}',
    variables: { input: demo },
  });
  write();
  write(`  Demo log-in  ${bold(demo.email)}  ${bold(demo.password)}`);
  write();
  write(dim('  A first query, to paste into another terminal:'));
  write();
  write(`  TOKEN=$(curl -s ${url}/graphql -H 'content-type: application/json' \\`);
  write(`    -d '${logIn}' | sed 's/.*accessToken":"\\([^"]*\\).*/\\1/')`);
  write(`  curl -s ${url}/graphql -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\`);
  write(`    -d '${JSON.stringify({ query: FIRST_QUERY })}'`);
}
