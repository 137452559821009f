const KEY = /^[a-z][a-z0-9_]{0,63}$/;

/** Whether a field can have a text as its key. */
export const isFieldKey = (text: string): boolean => KEY.test(text);
