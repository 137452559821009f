import { MAX_WEBHOOKS, WEBHOOK_EVENTS, type WebhookSubscription } from '../accounts/webhook-registry';
import type { Call } from '../http/call';
import { textAt } from '../http/query-string';
import { NO_CONTENT, hal, problem, validationProblem, type Reply } from '../http/reply';
import { wholeListReply } from './page';
import { RowCheck, isObject } from './row-check';

function webhookBody(call: Call, subscription: WebhookSubscription): Record<string, unknown> {
  const { id, destination, created_at, updated_at, created_by, sort, disabled, settings } = subscription;
  const account_id = call.account.id;
  return { id, destination, created_at, updated_at, account_id, created_by, sort, disabled, settings };
}

function refusal(call: Call): Reply | undefined {
  if (!call.user.isAdmin) return problem(403, 'Forbidden');
  if (!call.account.plan.webhooks) return problem(402, 'Endpoint not available for current account tariff');
  return undefined;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** `GET /webhooks` with `filter[destination]` (kommo-api.md 4.1). */
export function listWebhooks(call: Call): Reply {
  const refused = refusal(call);
  if (refused) return refused;
  const destination = textAt(call.query, 'filter', 'destination');
  const found = call.account.webhooks
    .all()
    .filter((subscription) => destination === undefined || subscription.destination === destination)
    .map((subscription) => webhookBody(call, subscription));
  return wholeListReply(call, 'webhooks', found);
}

/** `POST /webhooks`: 201; a known destination gets the new settings and is enabled again. */
export function saveWebhook(call: Call): Reply {
  const refused = refusal(call);
  if (refused) return refused;
  const { account, body } = call;
  if (!isObject(body)) return problem(400, 'Request data can not be empty');
  const check = new RowCheck();
  check.onlyKeys(body, new Set(['destination', 'settings', 'sort']));
  const destination = check.text(body, 'destination', true) ?? '';
  if (check.errors.length === 0 && !isWebAddress(destination))
    check.fail('NotSupportedChoice', 'destination');
  const settings = check.list(body, 'settings') ?? [];
  if (settings.length === 0) check.fail('FieldMissing', 'settings');
  settings.forEach((code, index) => {
    const isKnown = typeof code === 'string' && WEBHOOK_EVENTS.has(code);
    if (!isKnown || (!account.plan.talks && /_(?:message|talk)$/.test(code)))
      check.fail('NotSupportedChoice', `settings.${index}`);
  });
  const sort = check.integer(body, 'sort') ?? 0;
  if (check.errors.length > 0) return validationProblem([{ request_id: '0', errors: check.errors }]);
  if (!account.webhooks.find(destination) && account.webhooks.all().length >= MAX_WEBHOOKS) {
    return problem(422, `An account can have at most ${MAX_WEBHOOKS} webhooks`);
  }
  const saved = account.webhooks.save(
    { destination, settings: settings as string[], sort, created_by: call.user.id, client_id: call.clientId },
    call.now,
  );
  call.world.save();
  return hal(webhookBody(call, saved), 201);
}

/** `DELETE /webhooks` with a JSON body. */
export function deleteWebhook(call: Call): Reply {
  const refused = refusal(call);
  if (refused) return refused;
  const destination = isObject(call.body) ? call.body.destination : undefined;
  if (typeof destination !== 'string') return problem(400, 'Request data can not be empty');
  if (!call.account.webhooks.remove(destination)) return problem(404, 'Webhook not found');
  call.world.save();
  return NO_CONTENT;
}
