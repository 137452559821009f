import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { mailLanguage } from '../../../../service-kit/mail/languages';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';
import type { Context } from '../context';
import { Organization } from '../organizations/organization.entity';
import { ownersOf } from '../organizations/owners';
import { User } from '../users/user.entity';

interface Facts {
  name: string;
  organization: string;
  by: string;
  issuer: string;
  isEnabled: boolean;
}

/** Tells an owner who says from now on who the people of their organisation are. */
export const PROVIDER_CHANGED_MAIL: MailKind<Facts> = {
  name: 'oidc-provider-changed',
  data: z.object({
    name: z.string(),
    organization: z.string(),
    by: z.string(),
    issuer: z.string(),
    isEnabled: z.boolean(),
  }),
  texts: {
    en: {
      subject: 'The log-in service of "{{organization}}" was changed',
      intro_on: 'Hello {{name}}, {{by}} changed the log-in service of "{{organization}}", which is on:',
      intro_off: 'Hello {{name}}, {{by}} changed the log-in service of "{{organization}}", which is off:',
      small:
        'It says who the people of your domains are, you among them. If you did not expect this, look at the settings at once.',
    },
    ru: {
      subject: 'Служба входа «{{organization}}» изменена',
      intro_on: 'Здравствуйте, {{name}}! {{by}} изменил(а) службу входа «{{organization}}», она включена:',
      intro_off: 'Здравствуйте, {{name}}! {{by}} изменил(а) службу входа «{{organization}}», она выключена:',
      small:
        'Она определяет, кто входит с адресами ваших доменов, включая вас. Если вы этого не ждали, сразу проверьте настройки.',
    },
  },
  content: ({ name, organization, by, issuer, isEnabled }, say) => ({
    subjectValues: { organization },
    blocks: [
      { heading: say('subject', { organization }) },
      { text: say(isEnabled ? 'intro_on' : 'intro_off', { name, organization, by }) },
      { text: issuer },
      { small: say('small') },
    ],
  }),
};

/** Tells every owner, whoever it was. @param db the transaction that saved it */
export async function tellOfProvider(
  ctx: Context,
  db: EntityManager,
  provider: { issuer: string; isEnabled: boolean },
): Promise<void> {
  const { orgId, userId } = ctx.viewer;
  const { name: organization, locale } = await db.getRepository(Organization).findOneByOrFail({ id: orgId });
  const who = await db.getRepository(User).findOneBy({ id: userId });
  const by = who ? `${who.firstName} ${who.lastName}` : '–';
  for (const owner of await ownersOf(db, orgId)) {
    await ctx.mailer.request(db, orgId, PROVIDER_CHANGED_MAIL, {
      to: owner.email,
      language: mailLanguage(owner.locale ?? locale, null),
      data: { name: owner.firstName, organization, by, ...provider },
    });
  }
}
