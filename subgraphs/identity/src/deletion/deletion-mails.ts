import { z } from 'zod';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';

const facts = z.object({
  name: z.string(),
  organization: z.string(),
  by: z.string(),
  deletesAt: z.iso.datetime(),
  timeZone: z.string(),
});

/** Tells a member that their organisation was deleted; an owner gets the link that takes it back. */
export const ORGANIZATION_DELETED_MAIL: MailKind<z.infer<typeof facts> & { restoreUrl: string | null }> = {
  name: 'organization-deleted',
  data: facts.extend({ restoreUrl: z.string().nullable() }),
  texts: {
    en: {
      subject: '"{{organization}}" was deleted',
      heading: 'The organisation was deleted',
      intro:
        'Hello {{name}}, {{by}} deleted the organisation "{{organization}}". Nobody can enter it any more.',
      until: 'Until {{day}} an owner can take that back. Then all of its data is removed for ever.',
      button: 'Restore the organisation',
      small: 'The link works once. API keys and access of support stay ended; people log in as before.',
      ask: 'If this is a mistake, ask an owner of the organisation: they have a link that restores it.',
    },
    ru: {
      subject: '«{{organization}}» удалена',
      heading: 'Организация удалена',
      intro:
        'Здравствуйте, {{name}}! {{by}} удалил(а) организацию «{{organization}}». Войти в неё больше нельзя.',
      until: 'До {{day}} владелец может это отменить. Затем все её данные будут удалены навсегда.',
      button: 'Восстановить организацию',
      small:
        'Ссылка действует один раз. Ключи API и доступ поддержки останутся закрыты; люди входят как раньше.',
      ask: 'Если это ошибка, обратитесь к владельцу организации: у него есть ссылка для восстановления.',
    },
  },
  content: ({ name, organization, by, deletesAt, timeZone, restoreUrl }, say) => ({
    subjectValues: { organization },
    blocks: [
      { heading: say('heading') },
      { text: say('intro', { name, organization, by }) },
      { text: say('until', { day: say.dateTime(new Date(deletesAt), timeZone) }) },
      ...(restoreUrl === null
        ? [{ small: say('ask') }]
        : [{ button: { label: say('button'), url: restoreUrl } }, { small: say('small') }]),
    ],
  }),
};

/** Tells the owners that their organisation is there again. */
export const ORGANIZATION_RESTORED_MAIL: MailKind<{ name: string; organization: string }> = {
  name: 'organization-restored',
  data: z.object({ name: z.string(), organization: z.string() }),
  texts: {
    en: {
      subject: '"{{organization}}" was restored',
      heading: 'The organisation was restored',
      intro: 'Hello {{name}}, the deletion of "{{organization}}" was taken back. People log in as before.',
      small: 'API keys and access of support that were ended stay so: make new ones.',
    },
    ru: {
      subject: '«{{organization}}» восстановлена',
      heading: 'Организация восстановлена',
      intro:
        'Здравствуйте, {{name}}! Удаление организации «{{organization}}» отменено. Люди входят как раньше.',
      small: 'Закрытые ключи API и доступ поддержки не возвращаются: создайте новые.',
    },
  },
  content: ({ name, organization }, say) => ({
    subjectValues: { organization },
    blocks: [
      { heading: say('heading') },
      { text: say('intro', { name, organization }) },
      { small: say('small') },
    ],
  }),
};
