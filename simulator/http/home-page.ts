import type { Account } from '../accounts/account';
import { escapeHtml, page } from '../oauth/consent-page';
import type { Reply } from './reply';

/** What a person sees who opens the simulator's address: the real Kommo would show its product there. */
export function answerHome(accounts: readonly Account[]): Reply {
  const rows = accounts
    .map(
      ({ subdomain, profile }) =>
        `<tr><td>${escapeHtml(profile.name)}</td><td>${escapeHtml(subdomain)}</td></tr>`,
    )
    .join('');
  const text = page(
    'Kommo simulator',
    `<h1>Kommo simulator</h1>
<p>It stands in for Kommo: OAuth, API v4, limits and errors, with made-up data. There is nothing to click here; connect one of
these accounts from the product.</p>
<table><tr><th>Account</th><th>Subdomain</th></tr>${rows}</table>
<p>How it works: simulator/README.md</p>`,
  );
  return { status: 200, text, contentType: 'text/html; charset=utf-8' };
}
