import { z } from 'zod';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';
import { CAPABILITIES } from './capabilities';

const capabilities = z.array(z.enum(CAPABILITIES as [string, ...string[]]));
const access = z.object({
  account: z.string(),
  subdomain: z.string(),
  lost: capabilities,
  won: capabilities,
});

/** What Kommo allows us in an account is something else than it was. */
export const ACCESS_MAIL: MailKind<z.infer<typeof access>> = {
  name: 'connection-access',
  data: access,
  texts: {
    en: {
      subject: 'Kommo: what we may do in “{{account}}” has changed',
      heading: 'Kommo allows us something else in “{{account}}” than before',
      intro:
        'Either its plan or the rights of whoever gave access were changed. What is no longer allowed is missing from now on; everything else goes on.',
      account: 'Account',
      lost: 'No longer allowed',
      won: 'Allowed again',
      ALL_ROWS: 'to see every card and the people',
      WEBHOOKS: 'to be told of changes at once',
      CHANGE_LOG: 'the change log',
      CONVERSATIONS: 'conversations',
      SENDING: 'to send messages',
      TASKS: 'tasks',
      NOTES: 'notes',
      LISTS: 'lists and products',
      INCOMING_LEADS: 'incoming leads',
      FILTERS: 'to ask for what has changed',
      ADD_LEADS: 'to make leads',
      EDIT_LEADS: 'to change leads',
      ADD_CONTACTS: 'to make contacts',
      EDIT_CONTACTS: 'to change contacts',
      ADD_COMPANIES: 'to make companies',
      EDIT_COMPANIES: 'to change companies',
      EDIT_TASKS: 'to change tasks',
    },
    ru: {
      subject: 'Kommo: наши права в «{{account}}» изменились',
      heading: 'Kommo разрешает нам в «{{account}}» не то, что раньше',
      intro:
        'Изменился тариф аккаунта или права того, кто дал доступ. Чего больше нельзя, того теперь не будет; всё остальное работает.',
      account: 'Аккаунт',
      lost: 'Больше нельзя',
      won: 'Снова можно',
      ALL_ROWS: 'видеть все карточки и сотрудников',
      WEBHOOKS: 'сразу узнавать об изменениях',
      CHANGE_LOG: 'журнал изменений',
      CONVERSATIONS: 'беседы',
      SENDING: 'отправлять сообщения',
      TASKS: 'задачи',
      NOTES: 'примечания',
      LISTS: 'списки и товары',
      INCOMING_LEADS: 'неразобранные сделки',
      FILTERS: 'запрашивать изменившееся',
      ADD_LEADS: 'создавать сделки',
      EDIT_LEADS: 'изменять сделки',
      ADD_CONTACTS: 'создавать контакты',
      EDIT_CONTACTS: 'изменять контакты',
      ADD_COMPANIES: 'создавать компании',
      EDIT_COMPANIES: 'изменять компании',
      EDIT_TASKS: 'изменять задачи',
    },
  },
  content: ({ account, subdomain, lost, won }, say) => {
    const words = (names: readonly string[]) => names.map((name) => say(name)).join(', ');
    const facts: [string, string][] = [[say('account'), subdomain]];
    if (lost.length > 0) facts.push([say('lost'), words(lost)]);
    if (won.length > 0) facts.push([say('won'), words(won)]);
    return {
      subjectValues: { account },
      blocks: [{ heading: say('heading', { account }) }, { text: say('intro') }, { facts }],
    };
  },
};
