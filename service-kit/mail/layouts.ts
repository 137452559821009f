/*
 * The one frame of all mails, for eta. Tables and inline styles, because mail programs read little else; one column of at
 * most 560 px, large type and buttons, because most mails are read on a phone.
 */

const BUTTON =
  'display:inline-block;padding:14px 28px;border-radius:8px;background:#1f5fd6;color:#ffffff;font-weight:600;text-decoration:none';

export const HTML_LAYOUT = `<!doctype html>
<html lang="<%= it.language %>">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title><%= it.subject %></title>
<style>
@media (prefers-color-scheme: dark) {
  .page { background: #14171c !important; }
  .card { background: #1e232b !important; }
  .card, .card td, .card h1 { color: #e8ebf0 !important; }
  .quiet { color: #a4adba !important; }
  .code { background: #2a313c !important; color: #ffffff !important; }
  .link { color: #8fb4ff !important; }
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f2f4f7">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="page" style="background:#f2f4f7"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px">
<tr><td class="quiet" style="padding:0 8px 12px;font:600 16px/24px -apple-system,'Segoe UI',Roboto,Arial,sans-serif;color:#4a5361"><%= it.product %></td></tr>
<tr><td class="card" style="padding:28px 24px;border-radius:12px;background:#ffffff;color:#1b2028;font:16px/24px -apple-system,'Segoe UI',Roboto,Arial,sans-serif;overflow-wrap:anywhere">
<% for (const block of it.blocks) { %>
<% if (block.heading !== undefined) { %><h1 style="margin:0 0 16px;font-size:22px;line-height:30px;font-weight:700"><%= block.heading %></h1>
<% } else if (block.text !== undefined) { %><p style="margin:0 0 16px;white-space:pre-line"><%= block.text %></p>
<% } else if (block.button !== undefined) { %><p style="margin:24px 0 12px"><a href="<%= block.button.url %>" style="${BUTTON}"><%= block.button.label %></a></p>
<p class="quiet" style="margin:0 0 24px;font-size:13px;line-height:20px;color:#5c6675"><%= it.copyLink %><br><a class="link" href="<%= block.button.url %>" style="color:#1f5fd6;word-break:break-all"><%= block.button.url %></a></p>
<% } else if (block.code !== undefined) { %><p class="code" style="margin:16px 0 24px;padding:16px;border-radius:8px;background:#f2f4f7;font:700 28px/36px ui-monospace,Menlo,Consolas,monospace;letter-spacing:4px;text-align:center"><%= block.code %></p>
<% } else if (block.facts !== undefined) { %><table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px"><% for (const [name, value] of block.facts) { %><tr><td class="quiet" valign="top" style="padding:4px 16px 4px 0;font-size:14px;line-height:20px;color:#5c6675"><%= name %></td><td valign="top" style="padding:4px 0;font-size:14px;line-height:20px"><%= value %></td></tr><% } %></table>
<% } else { %><p class="quiet" style="margin:16px 0 0;font-size:14px;line-height:20px;color:#5c6675;white-space:pre-line"><%= block.small %></p>
<% } %>
<% } %>
</td></tr>
<tr><td class="quiet" style="padding:16px 8px 0;font:13px/20px -apple-system,'Segoe UI',Roboto,Arial,sans-serif;color:#5c6675;overflow-wrap:anywhere"><%= it.footer %></td></tr>
</table>
</td></tr></table>
</body>
</html>
`;

export const TEXT_LAYOUT = `<%~ it.blocks.map((block) => {
  if (block.heading !== undefined) return block.heading;
  if (block.text !== undefined) return block.text;
  if (block.button !== undefined) return block.button.label + ':\\n' + block.button.url;
  if (block.code !== undefined) return '    ' + block.code;
  if (block.facts !== undefined) return block.facts.map(([name, value]) => name + ': ' + value).join('\\n');
  return block.small;
}).join('\\n\\n') %>

-- 
<%~ it.product %>
<%~ it.footer %>`;
