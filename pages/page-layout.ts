/* The one frame of all pages, for eta. One column, large type and fields: most mails are opened on a phone. No script. */

export const PAGE_LAYOUT = `<!doctype html>
<html lang="<%= it.language %>">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title><%= it.title %></title>
<style nonce="<%= it.nonce %>">
:root { color-scheme: light dark; --page: #f2f4f7; --card: #fff; --ink: #1b2028; --quiet: #5c6675; --line: #b9c1cd; --blue: #1f5fd6; --red: #b3261e }
@media (prefers-color-scheme: dark) { :root { --page: #14171c; --card: #1e232b; --ink: #e8ebf0; --quiet: #a4adba; --line: #4a5361; --blue: #5b8dee; --red: #ff8a80 } }
* { box-sizing: border-box }
body { margin: 0; padding: 24px 16px; background: var(--page); color: var(--ink); font: 17px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
main { max-width: 440px; margin: 0 auto; padding: 24px 20px; border-radius: 14px; background: var(--card); overflow-wrap: anywhere }
header, footer { max-width: 440px; margin: 0 auto; padding: 0 4px 12px; display: flex; justify-content: space-between; color: var(--quiet); font-size: 15px }
footer { padding: 16px 4px 0 }
h1 { margin: 0 0 12px; font-size: 24px; line-height: 1.25 }
p { margin: 0 0 16px } .quiet { color: var(--quiet); font-size: 15px }
label { display: block; margin: 16px 0 4px; font-weight: 600 }
input { width: 100%; min-height: 48px; padding: 10px 12px; border: 1px solid var(--line); border-radius: 10px; background: var(--page); color: var(--ink); font: inherit }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px }
input[aria-invalid] { border-color: var(--red) }
button { width: 100%; min-height: 52px; margin-top: 24px; border: 0; border-radius: 10px; background: var(--blue); color: #fff; font: inherit; font-weight: 600; cursor: pointer }
.error { margin: 6px 0 0; color: var(--red); font-size: 15px } .alert { margin: 0 0 16px; padding: 12px; border: 1px solid var(--red); border-radius: 10px; color: var(--red) }
a { color: var(--blue) }
</style>
</head>
<body>
<header><span>CashCraft</span><a href="<%= it.otherLanguage %>" lang="<%= it.language === 'ru' ? 'en' : 'ru' %>"><%= it.texts.language %></a></header>
<main>
<h1><%= it.title %></h1>
<% if (it.text) { %><p><%= it.text %></p><% } %>
<% for (const error of it.errors.filter(({ field }) => !it.fields.some(({ name }) => name === field))) { %><p class="alert" role="alert"><%= error.message %></p><% } %>
<% if (it.fields.length > 0) { %>
<form method="post" action="<%= it.action %>">
<% if (it.token) { %><input type="hidden" name="token" value="<%= it.token %>"><% } %>
<% for (const { name, label, type, autocomplete, value, hint } of it.fields) { const wrong = it.errors.filter(({ field }) => field === name); %>
<label for="<%= name %>"><%= label %></label>
<input id="<%= name %>" name="<%= name %>" type="<%= type %>" autocomplete="<%= autocomplete %>" value="<%= value %>" required<% if (wrong.length > 0) { %> aria-invalid="true" aria-describedby="<%= name %>-error"<% } %>>
<% if (wrong.length > 0) { %><p class="error" id="<%= name %>-error"><%= wrong.map(({ message }) => message).join(' ') %></p><% } else if (hint) { %><p class="quiet"><%= hint %></p><% } %>
<% } %>
<button><%= it.button %></button>
</form>
<% } %>
<% if (it.again) { %><p class="quiet"><a href="<%= it.again.url %>"><%= it.again.label %></a></p><% } %>
</main>
</body>
</html>
`;
