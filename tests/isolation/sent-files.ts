import { setTimeout as sleep } from 'node:timers/promises';
import { must, post } from '../../testkit/client';
import { pngOf } from '../../testkit/pictures';
import type { IdKind, Ids } from './id-kinds';

/** Sends a logo, a photo, or a file to keep, which nothing keeps yet. */
export async function sendUpload(
  url: string,
  owner: string,
  purpose: 'LOGO' | 'ASSET' | 'ATTACHMENT',
): Promise<Pick<Ids, 'upload'>> {
  const content = purpose !== 'ASSET' ? new Uint8Array(pngOf()) : new Uint8Array(Buffer.from('a;b\n'));
  const { createUpload } = await must(
    post(
      `${url}/graphql`,
      owner,
      'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { upload { id } url } }',
      { input: { purpose, name: 'sent', size: content.length } },
    ),
  );
  const sent = await fetch(`${url}${new URL(createUpload.url).pathname}`, { method: 'PUT', body: content });
  if (sent.status !== 201) throw new Error(await sent.text());
  return { upload: createUpload.upload.id as string };
}

/** A photo of a line, and what was said about it. */
export async function tellOfLine(
  url: string,
  owner: string,
  name: string,
  { estimateId, positionId }: { estimateId: string; positionId: string },
  wanted: readonly IdKind[],
): Promise<Partial<Ids>> {
  const ask = (query: string, input: object) => must(post(`${url}/graphql`, owner, query, { input }));
  const made: Partial<Ids> = {};
  if (wanted.includes('comment')) {
    const say =
      'mutation ($input: AddCommentInput!) { addComment(input: $input) { comment { id } userErrors { code message } } }';
    const { addComment } = await ask(say, { estimateId, positionId, text: `Comment ${name}` });
    made.comment = addComment.comment.id as string;
  }
  if (wanted.includes('attachment')) {
    const { upload: uploadId } = await sendUpload(url, owner, 'ATTACHMENT');
    const attach =
      'mutation ($input: AttachFileInput!) { attachFile(input: $input) { attachment { id } userErrors { code message } } }';
    const { attachFile } = await ask(attach, { estimateId, positionId, uploadId, audience: 'TEAM' });
    made.attachment = attachFile.attachment.id as string;
  }
  return made;
}

/** A project that lies in the trash. @returns its id */
export async function throwAway(url: string, owner: string, name: string): Promise<string> {
  const ask = (query: string, input: object) => must(post(`${url}/graphql`, owner, query, { input }));
  const { createProject } = await ask(
    'mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { id } userErrors { code message } } }',
    { name: `Thrown away ${name}` },
  );
  const trashItem = createProject.project.id as string;
  await ask(
    'mutation ($input: DeleteProjectInput!) { deleteProject(input: $input) { userErrors { code message } } }',
    { id: trashItem },
  );
  return trashItem;
}

/** A file that was sent, and an import that was read from it. */
export async function sendFile(
  url: string,
  owner: string,
  name: string,
): Promise<Pick<Ids, 'upload' | 'import'>> {
  const ask = (query: string, input: object) => must(post(`${url}/graphql`, owner, query, { input }));
  const content = Buffer.from(`Code;Name;Quantity;Price\nC1;Line of ${name};1;2\n`);
  const { createUpload } = await ask(
    'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { upload { id } url } }',
    { purpose: 'IMPORT', name: `File of ${name}.csv`, size: content.length },
  );
  const sent = await fetch(`${url}${new URL(createUpload.url).pathname}`, { method: 'PUT', body: content });
  if (sent.status !== 201) throw new Error(await sent.text());
  const uploadId = createUpload.upload.id as string;
  const { previewImport } = await ask(
    'mutation ($input: PreviewImportInput!) { previewImport(input: $input) { import { id } } }',
    { uploadId },
  );
  const id = previewImport.import.id as string;
  for (;;) {
    const data = await must(post(`${url}/graphql`, owner, `{ import(id: "${id}") { state } }`));
    if (data.import.state !== 'READING') return { upload: uploadId, import: id };
    await sleep(50);
  }
}
