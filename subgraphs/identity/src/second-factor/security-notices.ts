import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { mailLanguage } from '../../../../service-kit/mail/languages';
import type { MailKind } from '../../../../service-kit/mail/mail-kind';
import type { Context } from '../context';
import { User } from '../users/user.entity';

const EVENTS = [
  'SECOND_FACTOR_ON',
  'SECOND_FACTOR_OFF',
  'SECOND_FACTOR_RESET',
  'RECOVERY_CODE_USED',
  'RECOVERY_CODES_RENEWED',
  'PASSKEY_ADDED',
  'PASSKEY_REMOVED',
  'NEW_DEVICE',
] as const;

/** What an account's owner is told of. */
export type SecurityEvent = (typeof EVENTS)[number];

/** Tells an account's owner what was changed about how one gets into it. Nobody can choose not to get it, but for a new device's. */
export const SECURITY_MAIL: MailKind<{ name: string; event: SecurityEvent; ip: string; at: string }> = {
  name: 'security-notice',
  data: z.object({ name: z.string(), event: z.enum(EVENTS), ip: z.string(), at: z.iso.datetime() }),
  texts: {
    en: {
      subject: '{{what}}',
      what_SECOND_FACTOR_ON: 'The second factor is on',
      what_SECOND_FACTOR_OFF: 'The second factor is off',
      what_SECOND_FACTOR_RESET: 'Your lost second factor was removed',
      what_RECOVERY_CODE_USED: 'A recovery code was used',
      what_RECOVERY_CODES_RENEWED: 'You have new recovery codes',
      what_PASSKEY_ADDED: 'A passkey was added',
      what_PASSKEY_REMOVED: 'A passkey was removed',
      what_NEW_DEVICE: 'A new device logged in',
      intro_NEW_DEVICE:
        'Hello {{name}}, somebody logged in to your account from a device we have not seen before.',
      intro_SECOND_FACTOR_ON:
        'Hello {{name}}, logging in to your account takes a code of your authenticator app from now on.',
      intro_SECOND_FACTOR_OFF:
        'Hello {{name}}, the second factor of your account was turned off: its password alone opens it now.',
      intro_SECOND_FACTOR_RESET:
        'Hello {{name}}, the second factor of your account was removed by the link that your administrators let be sent to you: its password alone opens it now. Set a new one up.',
      intro_RECOVERY_CODE_USED:
        'Hello {{name}}, a recovery code of your account was used in place of the second factor. It works no more.',
      intro_RECOVERY_CODES_RENEWED:
        'Hello {{name}}, recovery codes were made for your account. Those from before work no more.',
      intro_PASSKEY_ADDED: 'Hello {{name}}, your account can be entered with a new passkey.',
      intro_PASSKEY_REMOVED: 'Hello {{name}}, a passkey of your account was removed.',
      when: 'When (UTC)',
      where: 'From the address',
      other: 'If it was not you, change your password at once, and look at the devices that are logged in.',
    },
    ru: {
      subject: '{{what}}',
      what_SECOND_FACTOR_ON: 'Второй фактор включён',
      what_SECOND_FACTOR_OFF: 'Второй фактор выключен',
      what_SECOND_FACTOR_RESET: 'Утраченный второй фактор удалён',
      what_RECOVERY_CODE_USED: 'Использован резервный код',
      what_RECOVERY_CODES_RENEWED: 'У вас новые резервные коды',
      what_PASSKEY_ADDED: 'Добавлен ключ доступа',
      what_PASSKEY_REMOVED: 'Ключ доступа удалён',
      what_NEW_DEVICE: 'Вход с нового устройства',
      intro_NEW_DEVICE:
        'Здравствуйте, {{name}}! В вашу учётную запись вошли с устройства, которого мы раньше не видели.',
      intro_SECOND_FACTOR_ON:
        'Здравствуйте, {{name}}! Теперь для входа в вашу учётную запись нужен код из приложения.',
      intro_SECOND_FACTOR_OFF:
        'Здравствуйте, {{name}}! Второй фактор вашей учётной записи выключен: для входа достаточно пароля.',
      intro_SECOND_FACTOR_RESET:
        'Здравствуйте, {{name}}! Второй фактор вашей учётной записи удалён по ссылке, которую разрешили отправить администраторы: для входа достаточно пароля. Настройте новый.',
      intro_RECOVERY_CODE_USED:
        'Здравствуйте, {{name}}! Вместо второго фактора использован резервный код. Больше он не действует.',
      intro_RECOVERY_CODES_RENEWED:
        'Здравствуйте, {{name}}! Для вашей учётной записи созданы резервные коды. Прежние больше не действуют.',
      intro_PASSKEY_ADDED:
        'Здравствуйте, {{name}}! В вашу учётную запись можно войти с новым ключом доступа.',
      intro_PASSKEY_REMOVED: 'Здравствуйте, {{name}}! Ключ доступа вашей учётной записи удалён.',
      when: 'Когда (UTC)',
      where: 'С адреса',
      other:
        'Если это были не вы, сразу смените пароль и проверьте, какие устройства вошли в учётную запись.',
    },
  },
  content: ({ name, event, ip, at }, say) => ({
    subjectValues: { what: say(`what_${event}`) },
    blocks: [
      { heading: say(`what_${event}`) },
      { text: say(`intro_${event}`, { name }) },
      {
        facts: [
          [say('when'), say.dateTime(new Date(at))],
          [say('where'), ip],
        ],
      },
      { small: say('other') },
    ],
  }),
};

/** Tells an account's owner of a change. @param db the transaction that makes it */
export async function noteSecurity(
  ctx: Pick<Context, 'mailer' | 'facts' | 'log'>,
  db: EntityManager,
  { orgId, userId }: { orgId: string; userId: string },
  event: SecurityEvent,
): Promise<void> {
  const { email, firstName, locale } = await db.getRepository(User).findOneByOrFail({ id: userId });
  ctx.log.info({ userId, event }, 'account security changed');
  await ctx.mailer.request(db, orgId, SECURITY_MAIL, {
    to: email,
    language: mailLanguage(locale, ctx.facts.acceptLanguage),
    data: { name: firstName, event, ip: ctx.facts.ip ?? '?', at: new Date().toISOString() },
  });
}
