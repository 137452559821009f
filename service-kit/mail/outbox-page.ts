import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Eta } from 'eta';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { attachment } from '../files/file-names';
import { attachmentFile, type KeptMail } from './transport';

/** Mails on the page; older ones are in the folder. */
const SHOWN = 200;
const NAME = /^[\w-]{1,100}$/;

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Outbox</title><style>
body{margin:0 auto;max-width:900px;padding:16px;font:16px/1.5 system-ui,sans-serif;color:#1b2028;background:#fff}
a{color:#1f5fd6} li{padding:10px 0;border-bottom:1px solid #dde2e9;list-style:none;overflow-wrap:anywhere} ul{padding:0}
small{color:#5c6675;display:block} iframe{width:100%;height:70vh;border:1px solid #dde2e9;border-radius:8px} pre{white-space:pre-wrap;overflow-wrap:anywhere}
</style></head><body>
<% if (it.mail) { %>
<p><a href="/outbox">All mails</a> · <a href="/outbox/<%= it.name %>.eml">Source</a></p>
<h1><%= it.mail.subject %></h1>
<p>From <%= it.mail.from %> to <%= it.mail.to %>, <%= it.mail.at %></p>
<% if (it.mail.attachments.length > 0) { %><ul><% it.mail.attachments.forEach(({ name, size }, place) => { %>
<li><a href="/outbox/<%= it.name %>/<%= place %>"><%= name %></a><small><%= size %> bytes</small></li>
<% }) %></ul><% } %>
<iframe sandbox="allow-popups" title="The mail" src="/outbox/<%= it.name %>.html"></iframe>
<h2>As plain text</h2><pre><%= it.mail.text %></pre>
<% } else { %>
<h1>Outbox</h1>
<p>Mails are kept here because SMTP_URL is not set. The newest come first.</p>
<% if (it.mails.length === 0) { %><p>No mail yet.</p><% } %>
<ul><% for (const { name, mail } of it.mails) { %>
<li><a href="/outbox/<%= name %>"><%= mail.subject %></a><small>to <%= mail.to %>, <%= mail.at %><% if (mail.attachments.length > 0) { %>, with <%= mail.attachments.map(({ name }) => name).join(', ') %><% } %></small></li>
<% } %></ul>
<% } %>
</body></html>`;

const OWN_PAGE =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'";
const MAIL_PAGE =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups; frame-ancestors 'self'";

/**
 * Shows the mails of a folder at `/outbox`. For the development server only: mails hold links that let people in.
 *
 * @param folder where `folderTransport` keeps them
 */
export function outboxPage(folder: string): (app: FastifyInstance) => void {
  const page = new Eta({ autoEscape: true }).compile(PAGE);
  const eta = new Eta({ autoEscape: true });
  const html = (reply: FastifyReply, content: string, policy: string) =>
    reply
      .header('content-security-policy', policy)
      .header('x-frame-options', 'SAMEORIGIN')
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(content);
  return (app) => {
    app.get('/outbox', async (_request, reply) =>
      html(reply, eta.render(page, { mails: await listMails(folder) }), OWN_PAGE),
    );
    app.get<{ Params: { name: string } }>('/outbox/:name', async (request, reply) => {
      const [, name = '', kind] = /^(.*?)(\.eml|\.html)?$/.exec(request.params.name) ?? [];
      const mail = NAME.test(name) ? await readMail(folder, name) : null;
      if (!mail) return reply.callNotFound();
      if (kind === '.html') return html(reply, mail.html, MAIL_PAGE);
      if (kind !== '.eml') return html(reply, eta.render(page, { mail, name }), OWN_PAGE);
      return reply
        .header('cache-control', 'no-store')
        .header('x-content-type-options', 'nosniff')
        .type('text/plain; charset=utf-8')
        .send(await readFile(join(folder, `${name}.eml`)));
    });
    app.get<{ Params: { name: string; place: string } }>('/outbox/:name/:place', async (request, reply) => {
      const { name, place } = request.params;
      const mail = NAME.test(name) ? await readMail(folder, name) : null;
      const attached = /^\d{1,2}$/.test(place) ? mail?.attachments[Number(place)] : undefined;
      if (!attached) return reply.callNotFound();
      return reply
        .header('cache-control', 'no-store')
        .header('x-content-type-options', 'nosniff')
        .header('content-disposition', attachment(attached.name))
        .type(attached.mediaType)
        .send(await readFile(join(folder, attachmentFile(name, Number(place)))));
    });
  };
}

async function listMails(folder: string): Promise<{ name: string; mail: KeptMail }[]> {
  const files = await readdir(folder).catch(() => []); // no mail was sent yet
  const names = files.flatMap((file) => /^([\w-]+)\.json$/.exec(file)?.[1] ?? []);
  const newest = names.sort().reverse().slice(0, SHOWN);
  const mails = await Promise.all(newest.map(async (name) => ({ name, mail: await readMail(folder, name) })));
  return mails.flatMap(({ name, mail }) => (mail ? [{ name, mail }] : []));
}

async function readMail(folder: string, name: string): Promise<KeptMail | null> {
  try {
    const kept = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')) as Partial<KeptMail>;
    return { attachments: [], ...kept } as KeptMail; // earlier versions kept none
  } catch {
    return null;
  }
}
