import type { MailLanguage } from '../../../service-kit/mail/languages';

/** What the pages say, by key. Refusals are keyed by their code; of a code without a text the server's own words are shown. */
export type PageTexts = Readonly<Record<string, string>>;

const en: PageTexts = {
  language: 'Русский',
  invitation: 'Join {organization}',
  invitationNew: 'You are invited as {email}. Say who you are, and choose a password.',
  invitationKnown: 'You are invited as {email}. This address has an account: give its password.',
  invitationButton: 'Accept the invitation',
  invitationDone: 'Welcome to {organization}',
  invitationDoneText: 'You belong to the organisation now. Log in as {email} in your application.',
  invitationOver: 'This invitation opens nothing any more',
  invitationOverText:
    'It was accepted, taken back, replaced by a newer mail, or is older than 7 days. Ask for a new one.',
  verify: 'Confirm your e-mail address',
  verifyText:
    'Give the password of your account. If you don’t know it, because somebody else registered your address, give a new one: it becomes the password, and all sessions end.',
  verifyButton: 'Confirm',
  verifyDone: 'The address is confirmed',
  verifyDoneText: '{email} is yours. You can close this page.',
  reset: 'Set a new password',
  resetText:
    'At least 12 characters; a short sentence is good. All your sessions end: log in anew afterwards.',
  resetButton: 'Set the password',
  resetDone: 'The password is set',
  resetDoneText: 'Log in as {email} with your new password.',
  forgot: 'Forgot your password?',
  forgotText: 'We send a link to your address if it has an account.',
  forgotButton: 'Send the link',
  forgotDone: 'Look into your mailbox',
  forgotDoneText: 'If {email} has an account, a link is on its way. It works for 20 minutes.',
  firstName: 'First name',
  lastName: 'Last name',
  email: 'E-mail address',
  password: 'Password',
  newPassword: 'New password',
  hint: 'At least 12 characters; a short sentence is good.',
  again: 'Ask for a new link',
};

const ru: PageTexts = {
  language: 'English',
  invitation: 'Присоединяйтесь к «{organization}»',
  invitationNew: 'Приглашение для {email}. Представьтесь и придумайте пароль.',
  invitationKnown: 'Приглашение для {email}. У этого адреса есть учётная запись: введите её пароль.',
  invitationButton: 'Принять приглашение',
  invitationDone: 'Добро пожаловать в «{organization}»',
  invitationDoneText: 'Теперь вы в этой организации. Войдите в приложение с адресом {email}.',
  invitationOver: 'Это приглашение больше не действует',
  invitationOverText:
    'Его приняли, отозвали, заменили новым письмом, или прошло больше 7 дней. Попросите новое.',
  verify: 'Подтвердите адрес почты',
  verifyText:
    'Введите пароль учётной записи. Если вы его не знаете, потому что ваш адрес зарегистрировал кто-то другой, введите новый: он станет паролем, и все сеансы завершатся.',
  verifyButton: 'Подтвердить',
  verifyDone: 'Адрес подтверждён',
  verifyDoneText: '{email} — ваш адрес. Страницу можно закрыть.',
  reset: 'Новый пароль',
  resetText:
    'Не меньше 12 знаков; подойдёт короткая фраза. Все сеансы завершатся, после этого войдите заново.',
  resetButton: 'Задать пароль',
  resetDone: 'Пароль задан',
  resetDoneText: 'Войдите с адресом {email} и новым паролем.',
  forgot: 'Забыли пароль?',
  forgotText: 'Мы отправим ссылку на ваш адрес, если у него есть учётная запись.',
  forgotButton: 'Отправить ссылку',
  forgotDone: 'Проверьте почту',
  forgotDoneText: 'Если у {email} есть учётная запись, ссылка уже в пути. Она действует 20 минут.',
  firstName: 'Имя',
  lastName: 'Фамилия',
  email: 'Адрес почты',
  password: 'Пароль',
  newPassword: 'Новый пароль',
  hint: 'Не меньше 12 знаков; подойдёт короткая фраза.',
  again: 'Запросить новую ссылку',
  TOKEN_INVALID: 'Ссылка уже использована, истекла или заменена новой. Запросите новую.',
  INVITATION_INVALID: 'Это не ссылка приглашения, или она заменена новой.',
  INVITATION_ACCEPTED: 'Приглашение уже принято: войдите в приложение.',
  INVITATION_REVOKED: 'Приглашение отозвано. Попросите новое.',
  INVITATION_EXPIRED: 'Срок приглашения истёк. Попросите новое.',
  PASSWORD_REQUIRED: 'Введите пароль.',
  PASSWORD_TOO_SHORT: 'Не меньше 12 знаков; подойдёт короткая фраза.',
  PASSWORD_TOO_LONG: 'Не больше 128 знаков.',
  PASSWORD_TOO_COMMON: 'Этот пароль подбирают одним из первых. Придумайте другой.',
  PASSWORD_LIKE_NAME: 'Пароль не должен совпадать с именем или адресом.',
  INVALID_CHARACTERS: 'Уберите невидимые знаки и переводы строк.',
  INVALID_CREDENTIALS: 'Это не пароль учётной записи. Его можно восстановить.',
  INVALID_EMAIL: 'Введите адрес вида name@example.com.',
  REQUIRED: 'Заполните это поле.',
  TOO_LONG: 'Слишком длинно.',
  RATE_LIMITED: 'Слишком много попыток. Подождите несколько минут.',
  SERVICE_UNAVAILABLE: 'Сейчас не получилось. Попробуйте ещё раз чуть позже.',
  INTERNAL_SERVER_ERROR: 'Что-то пошло не так на нашей стороне. Попробуйте ещё раз чуть позже.',
};

/** The pages' texts by language. */
export const PAGE_TEXTS: Readonly<Record<MailLanguage, PageTexts>> = { en, ru };
