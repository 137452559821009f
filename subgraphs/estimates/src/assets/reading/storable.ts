const UNFIT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** A text as PostgreSQL keeps it: without control characters, and without halves of characters. */
export const storable = (text: string): string => text.replace(UNFIT, ' ').toWellFormed();
