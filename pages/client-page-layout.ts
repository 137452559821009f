/* The client's page, for eta. One column on a phone: a row is a card there, and a row of a table from 720 px on. No script. */

const STYLE = `
:root { color-scheme: light dark; --page: #f2f4f7; --card: #fff; --ink: #1b2028; --quiet: #5a6473; --line: #d5dae1; --edge: #8a94a3; --blue: #1f5fd6; --red: #b3261e; --green: #136c34 }
@media (prefers-color-scheme: dark) { :root { --page: #14171c; --card: #1e232b; --ink: #e8ebf0; --quiet: #a9b2bf; --line: #38404c; --edge: #7b8696; --blue: #8fb4ff; --red: #ff9a91; --green: #7ad79a } }
* { box-sizing: border-box }
body { margin: 0; padding: 16px; background: var(--page); color: var(--ink); font: 16px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere }
header, main { max-width: 880px; margin: 0 auto }
header { display: flex; gap: 16px; justify-content: space-between; padding: 4px 4px 14px; color: var(--quiet) }
.brand { font-weight: 600; color: var(--ink) }
section { margin: 0 0 16px; padding: 20px 16px; border-radius: 14px; background: var(--card) }
h1 { margin: 0 0 4px; font-size: 21px; line-height: 1.25 } h2 { margin: 0 0 8px; font-size: 20px }
p { margin: 0 0 12px; white-space: pre-line } .quiet, .note { color: var(--quiet); font-size: 14px } .note { white-space: pre-line }
.state { border: 2px solid var(--line) } .state.yes { border-color: var(--green) } .state.no { border-color: var(--red) }
.state p:last-child, section > p:last-child { margin-bottom: 0 }
.facts { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 0 0 12px; color: var(--quiet); font-size: 14px }
.parties { display: grid; gap: 12px; margin: 12px 0 } .parties div > div { font-size: 14px }
table { display: block; width: 100%; border-collapse: collapse } thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) } tbody { display: block }
tr { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 8px; padding: 10px 0; border-top: 1px solid var(--line) }
td, th { display: block; padding: 0; text-align: left; font-weight: inherit }
.name { flex: 1 1 100% } .name > .no { color: var(--quiet) } .empty { display: none }
.calc { color: var(--quiet); font-size: 14px } .price::before { content: "× " }
.amount { margin-left: auto; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; overflow-wrap: normal }
.SECTION { font-weight: 650 } .SECTION .note { font-weight: 400 } .SECTION_TOTAL { font-weight: 650 } .ADJUSTMENT, .REMARK { color: var(--quiet) }
.SECTION_TOTAL .name, .ADJUSTMENT .name { flex: 1 1 50% }
${[1, 2, 3, 4, 5, 6, 7, 8].map((depth) => `.d${depth} { padding-left: ${depth * 6}px }`).join(' ')}
dl { margin: 16px 0 0 } dl div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 16px; padding: 7px 0; border-top: 1px solid var(--line) } dt { flex: 1 1 7em } dd { margin: 0 0 0 auto; white-space: nowrap; text-align: right; font-variant-numeric: tabular-nums }
.TOTAL, .PAYABLE { font-weight: 700; font-size: 18px }
label { display: block; margin: 14px 0 4px; font-weight: 600 }
input, textarea { width: 100%; min-height: 48px; padding: 10px 12px; border: 1px solid var(--edge); border-radius: 10px; background: var(--page); color: var(--ink); font: inherit } textarea { min-height: 96px; resize: vertical }
[aria-invalid] { border-color: var(--red) } .error { margin: 6px 0 0; color: var(--red); font-size: 14px }
button, .button { display: block; width: 100%; min-height: 52px; margin: 18px 0 0; padding: 12px; border: 0; border-radius: 10px; background: #1f5fd6; color: #fff; font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer }
.default { position: absolute; left: -9999px; width: 1px; min-height: 0; overflow: hidden } .above { margin: 18px 0 0 }
.plain { border: 1px solid var(--edge); background: none; color: var(--ink) } .red { background: #b3261e }
:is(input, textarea, button, a, summary):focus-visible { outline: 3px solid var(--blue); outline-offset: 2px }
form + form { margin-top: 24px } fieldset { margin: 0 0 12px; padding: 4px 12px 8px; border: 1px solid var(--line); border-radius: 10px } legend { padding: 0 4px; color: var(--quiet); font-size: 14px } .choice { display: flex; gap: 12px; align-items: center; min-height: 48px; margin: 0; font-weight: 400 } .choice input { flex: none; width: 24px; min-height: 24px; margin: 0 } .choice .amount { width: auto }
details { margin-top: 12px; border-top: 1px solid var(--line) } summary { padding: 14px 0; min-height: 48px; font-weight: 600; cursor: pointer }
ul { margin: 0; padding: 0; list-style: none } li { padding: 8px 0; border-top: 1px solid var(--line) } li a { display: inline-block; padding: 6px 0 }
nav { display: flex; flex-wrap: wrap; gap: 12px 20px; justify-content: space-between; padding: 14px 0 0 } a { color: var(--blue) }
@media (min-width: 720px) {
  body { padding: 24px } h1 { font-size: 26px } section { padding: 28px 32px } .parties { grid-template-columns: 1fr 1fr }
  table { display: table; table-layout: fixed } thead { position: static; width: auto; height: auto; overflow: visible; clip-path: none; display: table-header-group; color: var(--quiet); font-size: 14px } tbody { display: table-row-group }
  tr { display: table-row } td, th { display: table-cell; padding: 8px 8px; vertical-align: top; border-top: 1px solid var(--line) } td:first-child, th:first-child { padding-left: 0 } td:last-child, th:last-child { padding-right: 0 }
  .calc { display: table-cell; width: 15%; text-align: right } .amount { width: 21% } .price::before { content: none } .empty { display: table-cell } .name { width: 49% } th.calc, th.amount { font-weight: 600 }
${[1, 2, 3, 4, 5, 6, 7, 8].map((depth) => `  .d${depth} { padding-left: 0 } .d${depth} .name { padding-left: ${depth * 12}px }`).join('\n')}
  section button { width: auto; min-width: 240px; padding: 12px 28px } dl { margin-left: 45% } .button { width: auto; display: inline-block; padding: 14px 28px }
}
@media print { body { background: none; padding: 0 } section { padding: 8px 0 } .screen, header a { display: none } tr { break-inside: avoid } }
`;

const FIELDS = `
<% const field = (act, name, label, kind) => { const wrong = it.errors.filter((error) => error.act === act && error.field === name); const id = act + '-' + name; %>
<label for="<%= id %>"><%= label %></label>
<% const also = wrong.length > 0 ? ' aria-invalid="true" aria-describedby="' + id + '-error"' : ''; %>
<% if (kind === 'text') { %><textarea id="<%= id %>" name="<%= name %>" maxlength="2000"<%~ act === 'approve' ? '' : ' required' %><%~ also %>><%= it.form.act === act ? it.form[name] : '' %></textarea>
<% } else { %><input id="<%= id %>" name="<%= name %>" <%~ kind === 'code' ? 'inputmode="numeric" autocomplete="one-time-code" maxlength="12"' : 'autocomplete="name" maxlength="200"' %> value="<%= kind === 'code' || (it.form.act && it.form.act !== act) ? '' : it.form[name] %>" required<%~ also %>><% } %>
<% if (wrong.length > 0) { %><p class="error" id="<%= id %>-error"><%= wrong.map(({ message }) => message).join(' ') %></p><% } %>
<% }; %>
<% const form = (act, style) => { %>
<form method="post" action="<%= it.action %>" id="<%= act %>">
<% if (act !== 'approve' || it.choices.length === 0) { %><button class="default" name="act" value="<%= act %>" tabindex="-1" aria-hidden="true"></button><% } %>
<input type="hidden" name="for" value="<%= act %>"><input type="hidden" name="contentHash" value="<%= act === 'approve' ? it.hash : it.sentHash %>"><% if (it.choices.length > 0) { %><input type="hidden" name="shown" value="<%= it.shown %>"><% if (act === 'approve') { %><input type="hidden" name="ticks" value="1"><% } %><% } %>
<p><%= it.text[act] %></p>
<% for (const error of it.errors.filter((one) => one.act === act && !['name', 'comment', 'code'].includes(one.field))) { %><p class="error" role="alert"><%= error.message %></p><% } %>
<% field(act, 'name', it.say.yourName, 'name'); field(act, 'comment', act === 'approve' ? it.say.remark : it.say.comment, 'text'); %>
<% if (it.code) { const isHere = (it.form.act || 'approve') === act; %>
<p class="above"<%~ it.code.isSent && isHere ? ' role="status"' : '' %>><%= it.code.words %></p><% for (const error of it.errors.filter((one) => one.act === 'code' && isHere)) { %><p class="error" role="alert"><%= error.message %></p><% } %>
<button class="plain" name="act" value="code" formnovalidate><%= it.say.codeButton %></button>
<% field(act, 'code', it.say.code, 'code'); } %>
<button class="<%= style %>" name="act" value="<%= act %>"><%= it.say[act + 'Button'] %></button>
</form>
<% }; %>`;

const DOCUMENT = `
<section>
<h1><%= it.heading %></h1>
<p><%= it.title %></p>
<div class="facts"><span><%= it.say.date %>: <%= it.date %></span><% if (it.validUntil) { %><span><%= it.say.validUntil %>: <%= it.validUntil %></span><% } %><% if (it.supplyDate) { %><span><%= it.say.supplyDate %>: <%= it.supplyDate %></span><% } %></div>
<% if (it.parties.length > 0) { %><div class="parties"><% for (const { label, name, details } of it.parties) { %><div><span class="quiet"><%= label %></span><br><strong><%= name %></strong><% for (const line of details) { %><div><%= line %></div><% } %></div><% } %></div><% } %>
<% if (it.notes) { %><p><%= it.notes %></p><% } %>
<table role="table">
<thead role="rowgroup"><tr role="row"><th role="columnheader" class="name"><%= it.say.name %></th><th role="columnheader" class="calc"><%= it.say.quantity %></th><th role="columnheader" class="calc"><%= it.say.price %></th><th role="columnheader" class="amount"><%= it.say.amount %>, <%= it.sign %></th></tr></thead>
<tbody role="rowgroup">
<% for (const row of it.rows) { %><tr role="row" class="<%= row.kind %> d<%= row.depth %>"><td role="cell" class="name"><% if (row.number) { %><span class="no"><%= row.number %>.</span> <% } %><%= row.name %><% for (const note of row.notes) { %><div class="note"><%= note %></div><% } %></td><% if (row.quantity) { %><td role="cell" class="calc"><%= row.quantity %></td><td role="cell" class="calc price"><%= row.price %></td><% } else { %><td role="cell" class="empty"></td><td role="cell" class="empty"></td><% } %><td role="cell" class="amount<%= row.amount ? '' : ' empty' %>"><%= row.amount %></td></tr>
<% } %></tbody>
</table>
<% if (it.pages) { %><nav class="screen"><span class="quiet"><%= it.pages.words %></span><% if (it.pages.before) { %><a href="<%= it.pages.before %>"><%= it.say.before %></a><% } %><% if (it.pages.after) { %><a href="<%= it.pages.after %>"><%= it.say.after %></a><% } %></nav><% } %>
<dl><% for (const { kind, label, amount } of it.totals) { %><div class="<%= kind %>"><dt><%= label %></dt><dd><%= amount %></dd></div><% } %></dl>
<% if (it.files.length > 0) { %><h2 class="above"><%= it.say.files %></h2><ul><% for (const { about, name, address, size } of it.files) { %><li><a href="<%= address %>"><%= name %></a> <span class="quiet"><%= size %><br><%= about %></span></li><% } %></ul><% } %>
<div class="screen"><% if (it.pdf) { %><a class="button plain" href="<%= it.pdf %>"><%= it.say.pdf %></a><% } else { %><p class="quiet"><%= it.say.pdfLater %></p><% } %></div>
</section>
<% if (it.choices.length > 0) { %>
<section class="screen" id="choices">
<h2><%= it.say.choose %></h2><p><%= it.say.chooseText %></p>
<% if (it.choiceIsWrong) { %><p class="error" role="alert"><%= it.say.choiceWrong %></p><% } %>
<% for (const { legend, field, isOne, all } of it.choices) { %><fieldset><legend><%= legend %></legend><% for (const choice of all) { %><label class="choice"><input form="approve" type="<%= isOne ? 'radio' : 'checkbox' %>" name="<%= field %>" value="<%= choice.value %>"<%~ choice.taken ? ' checked' : '' %>><span><%= choice.name %><% if (choice.note) { %><span class="note"><br><%= choice.note %></span><% } %></span><span class="amount"><%= choice.shown %></span></label><% } %></fieldset><% } %>
<button class="plain" form="approve" name="act" value="choose" formaction="<%= it.action %>#choices" formnovalidate><%= it.say.recalculate %></button>
</section>
<% } %>
<% if (it.isOpen) { %>
${FIELDS}
<section class="screen" id="decision">
<h2><%= it.say.decide %></h2>
<% form('approve', ''); %>
<details<%~ it.form.act === 'change' ? ' open' : '' %>><summary><%= it.say.change %></summary><% form('change', ''); %></details>
<details<%~ it.form.act === 'decline' ? ' open' : '' %>><summary><%= it.say.decline %></summary><% form('decline', 'red'); %></details>
<p class="quiet"><%= it.fingerprint %></p>
</section>
<% } %>`;

export const CLIENT_LAYOUT = `<!doctype html>
<html lang="<%= it.language %>">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<title><%= it.pageTitle %></title>
<style nonce="<%= it.nonce %>">${STYLE}</style>
</head>
<body>
<header><span class="brand"><%= it.company %></span><% if (it.otherLanguage) { %><a href="<%= it.otherLanguage %>" lang="<%= it.language === 'ru' ? 'en' : 'ru' %>"><%= it.say.switch %></a><% } %></header>
<main>
<% if (it.banner) { %><section class="state <%= it.banner.tone %>" role="status"><% if (it.document) { %><h2><%= it.banner.title %></h2><% } else { %><h1><%= it.banner.title %></h1><% } %><% for (const line of it.banner.lines) { %><p><%= line %></p><% } %><% if (it.banner.button) { %><form method="post" action="<%= it.action %>"><input type="hidden" name="act" value="open"><button><%= it.banner.button %></button></form><% } %></section><% } %>
<% if (it.document) { %><%~ it.document %><% } %>
</main>
</body>
</html>
`;

export const CLIENT_DOCUMENT = DOCUMENT;
