import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { mailLanguage } from '../../../../service-kit/mail/languages';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';
import type { Context } from '../context';

interface Repeated {
  name: string;
  url: string;
  ip: string;
  at: string;
  /** Whether the account could enter no organisation, and got the new one. */
  isMade?: boolean | undefined;
}

/** Tells the owner of an address that somebody registered with it: themselves, mostly. */
export const REGISTERED_AGAIN_MAIL: MailKind<Repeated> = {
  name: 'registration-repeated',
  data: z.object({
    name: z.string(),
    url: z.string(),
    ip: z.string(),
    at: z.iso.datetime(),
    isMade: z.boolean().optional(),
  }),
  texts: {
    en: {
      subject: 'You have an account already',
      subject_made: 'An organisation was made for your account',
      intro:
        'Hello {{name}}, somebody registered with your e-mail address. It has an account, so nothing was made: log in to it.',
      intro_made:
        'Hello {{name}}, somebody registered with your e-mail address. It has an account that could enter no organisation any more, so a new one was made for it: log in with the password of that account.',
      when: 'When (UTC)',
      where: 'From the address',
      button: 'I forgot my password',
      other: 'If it was not you, there is nothing to do. You can turn this notice off in your account.',
      other_made:
        'If it was not you: only your account can enter the new organisation, and you can delete it. This mail is sent whatever notices you have turned off.',
    },
    ru: {
      subject: 'У вас уже есть учётная запись',
      subject_made: 'Для вашей учётной записи создана организация',
      intro:
        'Здравствуйте, {{name}}! Кто-то зарегистрировался с вашим адресом почты. У него уже есть учётная запись, поэтому ничего не создано: войдите в неё.',
      intro_made:
        'Здравствуйте, {{name}}! Кто-то зарегистрировался с вашим адресом почты. У него есть учётная запись, которой больше не была доступна ни одна организация, поэтому для неё создана новая: войдите с паролем этой учётной записи.',
      when: 'Когда (UTC)',
      where: 'С адреса',
      button: 'Я не помню пароль',
      other: 'Если это были не вы, делать ничего не нужно. Это уведомление можно отключить в учётной записи.',
      other_made:
        'Если это были не вы: войти в новую организацию может только ваша учётная запись, и вы можете её удалить. Это письмо приходит, даже если уведомления отключены.',
    },
  },
  content: ({ name, url, ip, at, isMade }, say) => {
    const context = isMade ? { context: 'made' } : {}; // i18next: `subject_made` in place of `subject`
    return {
      subjectValues: context,
      blocks: [
        { heading: say('subject', context) },
        { text: say('intro', { name, ...context }) },
        {
          facts: [
            [say('when'), say.dateTime(new Date(at))],
            [say('where'), ip],
          ],
        },
        { button: { label: say('button'), url } },
        { small: say('other', context) },
      ],
    };
  },
};

const UNDO = 'note_registration';

/**
 * Writes to the owner of a known address, once a day at most. For a new one the same statements run, and are taken back (decision 3): neither the answer
 * nor its time tells which it was.
 *
 * @param db the registration's transaction, in an organisation that was made or taken back: the mail goes out from there
 */
export async function tellRegisteredAgain(
  ctx: Context,
  db: EntityManager,
  {
    orgId,
    isNew,
    isMade,
    email,
    emailKey,
  }: { orgId: string; isNew: boolean; isMade: boolean; email: string; emailKey: string },
): Promise<void> {
  await db.query(`SAVEPOINT ${UNDO}`);
  const [owner] = (await db.query(
    `SELECT email, first_name AS "firstName", locale, is_due AS "isDue"
       FROM identity.note_repeated_registration($1)`,
    [emailKey],
  )) as { email: string; firstName: string; locale: string | null; isDue: boolean }[];
  await ctx.mailer.request(db, orgId, REGISTERED_AGAIN_MAIL, {
    to: owner?.email ?? email,
    language: mailLanguage(owner?.locale ?? null, ctx.facts.acceptLanguage),
    data: {
      name: owner?.firstName ?? '',
      url: ctx.links.forgotPassword,
      ip: ctx.facts.ip ?? '?',
      at: new Date().toISOString(),
      isMade,
    },
  });
  // Of an organisation that was made its owner is told whatever they want.
  const keep = !isNew && (isMade || owner?.isDue === true);
  await db.query(keep ? `RELEASE SAVEPOINT ${UNDO}` : `ROLLBACK TO SAVEPOINT ${UNDO}`);
}
