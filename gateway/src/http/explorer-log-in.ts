/** What the explorer begins with. */
export interface ExplorerStart {
  /** One per tab: they are there at every visit, whatever else was opened. */
  readonly queries: readonly string[];
  /** Who the log-in names at first. */
  readonly person?: { readonly email: string; readonly password: string } | undefined;
}

const STYLE = `
  #log-in { box-sizing: border-box; height: 44px; padding: 6px 12px; display: flex; gap: 8px; align-items: center;
    font: 14px/1.4 system-ui, sans-serif; background: #f5f5f7; color: #222; border-bottom: 1px solid #ddd; }
  #log-in input, #log-in button { font: inherit; padding: 4px 8px; border: 1px solid #bbb; border-radius: 4px; background: #fff; color: #222; }
  #log-in input { width: 15rem; } #log-in button { cursor: pointer; } #log-in [role=status] { color: #555; }
  #log-in form { display: contents; } #log-in [hidden] { display: none; }
  #root { height: calc(100vh - 44px) !important; } #root .graphiql-container { height: 100%; }
`;

const BAR = `<div id="log-in">
  <form><input name="email" type="email" placeholder="E-mail" aria-label="E-mail" autocomplete="username" required>
  <input name="password" type="password" placeholder="Password" aria-label="Password" autocomplete="current-password" required>
  <button>Log in</button></form>
  <button type="button" name="out" hidden>Log out</button>
  <span role="status"></span>
</div>`;

/*
 * Runs in the page before GraphiQL: every request of the page's own to the endpoint gets the token, unless its Headers tab names
 * one. The token is renewed a minute before it ends, and when a laptop wakes up too late for that. It is kept with the tab of the browser,
 * which forgets it when it is closed.
 */
const SCRIPT = `(({ queries, person, endpoint }) => {
  const KEY = 'explorer session';
  const TABS = 'graphiql:tabState';
  const EARLY_MS = 60000;
  const AGAIN_MS = 10000;
  const bar = document.querySelector('#log-in');
  const form = bar.querySelector('form');
  const out = bar.querySelector('[name=out]');
  const status = bar.querySelector('[role=status]');
  const send = window.fetch.bind(window);
  let session = JSON.parse(sessionStorage.getItem(KEY) || 'null');
  let renewing = null;
  let timer;

  async function ask(query, variables, token) {
    const headers = { 'content-type': 'application/json' };
    if (token) headers.authorization = 'Bearer ' + token;
    const response = await send(endpoint, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    const { data, errors } = await response.json();
    if (errors) throw Object.assign(new Error(errors[0].message), { code: (errors[0].extensions || {}).code });
    return data;
  }

  function show(words) {
    form.hidden = Boolean(session);
    out.hidden = !session;
    status.textContent = words || (session
      ? 'Logged in as ' + session.name + '. The token goes along with each request, and is renewed by itself.'
      : 'Log in, and the token goes along with each request.');
  }

  function keep(next, words) {
    session = next;
    clearTimeout(timer);
    if (session) {
      sessionStorage.setItem(KEY, JSON.stringify(session));
      timer = setTimeout(renew, Math.max(0, Date.parse(session.expiresAt) - Date.now() - EARLY_MS));
    } else sessionStorage.removeItem(KEY);
    show(words);
  }

  function renew() {
    renewing = renewing || ask(
      'mutation Renew($input: RefreshTokensInput!) { refreshTokens(input: $input) { tokens { accessToken refreshToken expiresAt } } }',
      { input: { refreshToken: session.refreshToken } },
    ).then(
      ({ refreshTokens: { tokens } }) => session && keep({ ...tokens, name: session.name }),
      (error) => {
        if (error.code === 'UNAUTHENTICATED') return keep(null, 'Logged out: ' + error.message);
        clearTimeout(timer);
        timer = setTimeout(renew, AGAIN_MS); // a server that is started anew knows the session
        show('The token could not be renewed (' + error.message + '). It is tried again.');
      },
    ).finally(() => { renewing = null; });
    return renewing;
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { email, password } = form.elements;
    status.textContent = 'Logging in \\u2026';
    try {
      const { logIn } = await ask(
        'mutation LogIn($input: LogInInput!) { logIn(input: $input) { tokens { accessToken refreshToken expiresAt } user { displayName } userErrors { message } } }',
        { input: { email: email.value, password: password.value } },
      );
      if (!logIn.tokens) throw new Error(logIn.userErrors.length ? logIn.userErrors[0].message : 'More than a password is asked for. Log in by a mutation.');
      keep({ ...logIn.tokens, name: logIn.user ? logIn.user.displayName : email.value });
    } catch (error) {
      show(error.message);
    }
  });
  out.addEventListener('click', async () => {
    const { accessToken } = session;
    keep(null);
    await ask('mutation LogOut { logOut { userErrors { message } } }', {}, accessToken).catch(() => undefined);
  });

  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    const isOurs = new URL(request.url).origin === location.origin && new URL(request.url).pathname === endpoint;
    if (!isOurs || !session || request.headers.has('authorization')) return send(request);
    if (Date.parse(session.expiresAt) < Date.now() + 1000) await renew();
    if (session) request.headers.set('authorization', 'Bearer ' + session.accessToken);
    return send(request);
  };

  const nameOf = (query) => (/(?:query|mutation|subscription) (\\w+)/.exec(query) || [])[1] || null;
  try {
    const state = JSON.parse(localStorage.getItem(TABS));
    const missing = queries.filter((query) => !state.tabs.some((tab) => tab.query === query));
    for (const query of missing) {
      const name = nameOf(query);
      state.tabs.push({ id: crypto.randomUUID(), hash: '', title: name || 'Example', query, variables: null, headers: null, operationName: name, response: null });
    }
    if (missing.length) localStorage.setItem(TABS, JSON.stringify(state));
    // Else GraphiQL takes what was typed last for one tab more.
    const active = state.tabs[state.activeTabIndex] || state.tabs[0];
    for (const part of ['query', 'variables', 'headers']) {
      if (active[part]) localStorage.setItem('graphiql:' + part, active[part]);
      else localStorage.removeItem('graphiql:' + part);
    }
  } catch { /* the first visit: GraphiQL opens them itself */ }

  if (person) { form.elements.email.value = person.email; form.elements.password.value = person.password; }
  if (session) keep(session); else show();
})`;

/** The script alone, called with what it needs. @param endpoint a path of this server */
export const logInScript = (start: ExplorerStart, endpoint: string): string =>
  `${SCRIPT}(${JSON.stringify({ ...start, endpoint }).replaceAll('<', '\\u003c')})`;

/** Puts a log-in above GraphiQL. @param page as it is rendered, with an element "root" */
export function withLogIn(page: string, start: ExplorerStart, endpoint: string): string {
  const [head = '', ...rest] = page.split('<div id="root"></div>');
  if (rest.length === 0) throw new Error('the explorer has no element "root"');
  const bar = `<style>${STYLE}</style>${BAR}<div id="root"></div><script>${logInScript(start, endpoint)}</script>`;
  return `${head}${bar}${rest.join('<div id="root"></div>')}`;
}
