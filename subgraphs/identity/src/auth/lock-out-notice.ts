import { z } from 'zod';
import { mailLanguage } from '../../../../service-kit/mail/languages';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Context } from '../context';
import { wantsNotice } from '../notices/notice-kinds';
import { findPerson } from '../users/known-person';
import { User } from '../users/user.entity';

/** Tells an owner that somebody guesses, and how they get in all the same. */
export const LOCK_OUT_MAIL: MailKind<{ name: string; url: string; ip: string; at: string }> = {
  name: 'log-in-guesses',
  data: z.object({ name: z.string(), url: z.string(), ip: z.string(), at: z.iso.datetime() }),
  texts: {
    en: {
      subject: 'Somebody tries to log in to your account',
      intro:
        'Hello {{name}}, there were several log-ins to your account with a wrong password. Further tries have to wait now; devices that you logged in from before do not.',
      when: 'When (UTC)',
      where: 'From the address',
      button: 'Set a new password',
      other:
        'If it was you and you forgot the password, set a new one: it lets you in at once. Else there is nothing to do.',
    },
    ru: {
      subject: 'Кто-то пытается войти в вашу учётную запись',
      intro:
        'Здравствуйте, {{name}}! В вашу учётную запись несколько раз пытались войти с неверным паролем. Теперь новым попыткам придётся ждать; устройств, с которых вы входили раньше, это не касается.',
      when: 'Когда (UTC)',
      where: 'С адреса',
      button: 'Задать новый пароль',
      other:
        'Если это были вы и забыли пароль, задайте новый: с ним можно войти сразу. Иначе делать ничего не нужно.',
    },
  },
  content: ({ name, url, ip, at }, say) => ({
    blocks: [
      { heading: say('subject') },
      { text: say('intro', { name }) },
      {
        facts: [
          [say('when'), say.dateTime(new Date(at))],
          [say('where'), ip],
        ],
      },
      { button: { label: say('button'), url } },
      { small: say('other') },
    ],
  }),
};

/** Writes to the owner of an account, if there is one. */
export async function tellLockedOut(ctx: Context, emailKey: string): Promise<void> {
  const person = await findPerson(ctx.source, emailKey);
  if (person?.status !== 'ACTIVE' || person.orgId === null) return;
  const { orgId, userId, email, locale } = person;
  await inOrganization(ctx.source, orgId, async (db) => {
    if (!(await wantsNotice(db, userId, 'LOG_IN_GUESSES'))) return;
    const { firstName } = await db.getRepository(User).findOneByOrFail({ id: userId });
    await ctx.mailer.request(db, orgId, LOCK_OUT_MAIL, {
      to: email,
      language: mailLanguage(locale, null),
      data: {
        name: firstName,
        url: ctx.links.forgotPassword,
        ip: ctx.facts.ip ?? '?',
        at: new Date().toISOString(),
      },
    });
  });
  ctx.bell?.ring(orgId);
}
