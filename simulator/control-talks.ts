import { talkForNews } from './amojo/amojo-api';
import { postChat } from './amojo/chat-post';
import { accountIn, ControlError } from './control-account';
import {
  controlSchemas,
  type ChannelInput,
  type ChatInput,
  type IncomingInput,
  type ReplyInput,
  type TalksInput,
} from './control-schemas';
import type { World } from './world';

/** What is said in an account, by customers and in Kommo. */
export function conversations({ world }: { world: () => World }) {
  return {
    incoming: (key: number | string, input: IncomingInput) => {
      const account = accountIn(world(), key);
      const draft = controlSchemas.incoming.parse(input);
      if (draft.talk_id !== undefined && !account.talks.get(draft.talk_id))
        throw new ControlError(`There is no talk ${draft.talk_id}`);
      if (draft.talk_id === undefined && !account.contacts.get(draft.contact_id ?? 0))
        throw new ControlError(`There is no contact ${draft.contact_id ?? ''}`);
      const { talk, message } = account.talks.receive(draft, world().clock.now());
      return { talk_id: talk.talk_id, id: message.id };
    },
    chat: (key: number | string, input: ChatInput) => {
      const account = accountIn(world(), key);
      const { conversation_id: conversationId, name, text } = controlSchemas.chat.parse(input);
      const call = { world: world(), account, now: world().clock.now() };
      const talk = talkForNews(call, conversationId, { id: `client of ${conversationId}`, name });
      const { message } = account.talks.receive({ talk_id: talk.talk_id, text }, call.now);
      return { talk_id: talk.talk_id, chat_id: talk.chat_id, id: message.id };
    },
    reply: async (key: number | string, input: ReplyInput) => {
      const account = accountIn(world(), key);
      const draft = controlSchemas.reply.parse(input);
      const talk = account.talks.get(draft.talk_id);
      if (!talk) throw new ControlError(`There is no talk ${draft.talk_id}`);
      const author = account.users.find((user) => user.isAdmin)?.name ?? '';
      const message = account.talks.send(talk, draft.text, author, world().clock.now());
      return { id: message.id, statuses: await postChat(world(), account, { talk, message }) };
    },
    channel: (input: ChannelInput) => {
      const { hook_url: hookUrl } = controlSchemas.channel.parse(input);
      return Object.assign(world().channel, { hookUrl });
    },
    reported: (key: number | string) => accountIn(world(), key).talks.reported,
    talks: (key: number | string, input: TalksInput) => {
      const { talks } = accountIn(world(), key);
      const { quota, fate } = controlSchemas.talks.parse(input);
      Object.assign(talks, { quota: quota ?? talks.quota, fate: fate ?? talks.fate });
      return { quota: talks.quota, fate: talks.fate };
    },
  };
}
