import type { Viewer } from '../../../../service-kit/auth/viewer';
import { newId } from '../../../../service-kit/data/ids';
import { cleanFiles } from '../../../../service-kit/files/file-cleaning';
import { findFile } from '../../../../service-kit/files/files';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { clientLinksOf } from '../../../../testkit/client-links';
import { useEstimates, type MadeEstimate } from '../../../../testkit/estimates';
import { sentFile } from '../../../../testkit/imports';
import { pngOf } from '../../../../testkit/pictures';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
const { link, look } = clientLinksOf(graph);
const PDF = Buffer.from('%PDF-1.7\n');

const TWO_LINES = {
  positions: [
    { name: 'Wall', unitPrice: '1' },
    { name: 'Floor', unitPrice: '2' },
  ],
};
const draftOf = (viewer: Viewer, content: object = TWO_LINES) => graph.estimate(viewer, { ...content });
const upload = (viewer: Viewer, name = 'wall.png', bytes = pngOf()) =>
  sentFile(graph, viewer, name, bytes, 'ATTACHMENT');
const KEPT = 'attachment { id positionId audience name kind size sha256 url } estimate { version }';

async function attach(viewer: Viewer, estimateId: string, more: Record<string, unknown> = {}) {
  const input = {
    estimateId,
    audience: 'CLIENT',
    uploadId: more.uploadId ?? (await upload(viewer)),
    ...more,
  };
  return graph.mutate(viewer, 'attachFile', input, KEPT);
}

const FILES =
  'attachments { id audience name sha256 } allPositions { edges { node { id name attachments { id audience name } } } }';
async function filesOf(viewer: Viewer, id: string) {
  const { estimate } = dataOf(await graph.execute(viewer, `{ estimate(id: "${id}") { ${FILES} } }`));
  const lines = estimate.allPositions.edges.map(({ node }: { node: object }) => node);
  return { whole: estimate.attachments, lines } as {
    whole: { id: string; audience: string; name: string }[];
    lines: { id: string; name: string; attachments: { id: string; audience: string; name: string }[] }[];
  };
}
const namesOf = async (viewer: Viewer, id: string) => {
  const { whole, lines } = await filesOf(viewer, id);
  return [whole, ...lines.map(({ attachments }) => attachments)].map((all) => all.map(({ name }) => name));
};
const lineOf = (estimate: MadeEstimate, index = 0) => estimate.positions[index]?.id ?? '';
const send = async (viewer: Viewer, id: string) => {
  const sent = await graph.mutate(viewer, 'sendEstimate', { id }, 'estimate { contentHash }');
  expect(sent.userErrors).toEqual([]);
  return sent['estimate'].contentHash as string;
};
const usage = ({ orgId }: Viewer): Promise<number> =>
  inOrganization(graph.kept().files.source, orgId, async (db) => {
    await cleanFiles(graph.kept().files);
    const [row] = await db.query<{ bytes: string }[]>('SELECT bytes FROM estimates.file_usage');
    return Number(row?.bytes ?? 0);
  });
/** Another person of the same organisation. */
const colleague = (viewer: Viewer, role: Parameters<typeof viewerWith>[0]): Viewer => ({
  ...viewerWith(role),
  orgId: viewer.orgId,
});

describe('a file with a line or an estimate', () => {
  it('is kept, listed where it is, seen by whom it is for, and raises the version where a client is shown it', async () => {
    const manager = viewerWith('manager');
    const draft = await draftOf(manager);
    const photo = await attach(manager, draft.id, { positionId: lineOf(draft) });
    expect(photo).toMatchObject({
      attachment: { positionId: lineOf(draft), audience: 'CLIENT', name: 'wall.png', kind: 'png' },
      estimate: { version: draft.version + 1 },
      userErrors: [],
    });
    expect(photo['attachment'].url).toMatch(/^https:\/\/api\.example\.com\/downloads\//);
    const offer = { audience: 'COSTS', uploadId: await upload(manager, 'supplier.pdf', PDF) };
    expect((await attach(manager, draft.id, offer))['estimate'].version).toBe(draft.version + 1);
    await attach(manager, draft.id, { audience: 'TEAM', uploadId: await upload(manager, 'plan.pdf', PDF) });
    expect(await namesOf(manager, draft.id)).toEqual([['supplier.pdf', 'plan.pdf'], ['wall.png'], []]);
    expect(await namesOf(colleague(manager, 'viewer'), draft.id)).toEqual([['plan.pdf'], ['wall.png'], []]);
  });

  it('changes of two who saw the same version: one gets a conflict', async () => {
    const manager = viewerWith('manager');
    const draft = await draftOf(manager);
    const seen = { expectedVersion: draft.version };
    await attach(manager, draft.id, seen);
    const input = { estimateId: draft.id, audience: 'TEAM', uploadId: await upload(manager), ...seen };
    expect(codes(await graph.tryMutate(manager, 'attachFile', input))).toEqual(['CONFLICT']);
  });

  it('costs a list of estimates with hundreds of lines the same statements as one', async () => {
    const manager = viewerWith('manager');
    const counts: number[] = [];
    for (const lines of [1, 60]) {
      const draft = await draftOf(manager, {
        positions: Array.from({ length: lines }, (_, index) => ({ name: `L${index}`, unitPrice: '1' })),
      });
      for (const { id } of draft.positions.slice(0, 3)) await attach(manager, draft.id, { positionId: id });
      const read = `{ estimates(first: 10) { edges { node { ${FILES.replace('allPositions', 'allPositions(first: 60)')} } } } }`;
      const answer = await graph.execute(manager, read);
      dataOf(answer);
      counts.push(answer.statements.length);
    }
    expect(counts[1]).toBe(counts[0]);
  });

  it.each<[string, Record<string, unknown>, string, string[]]>([
    ['an upload of nobody', { uploadId: newId() }, 'UPLOAD_NOT_FOUND', ['uploadId']],
    ['an upload that is no id', { uploadId: 'x' }, 'UPLOAD_NOT_FOUND', ['uploadId']],
    ['a line of nobody', { positionId: newId() }, 'POSITION_NOT_FOUND', ['positionId']],
  ])('is refused with %s', async (_what, more: Record<string, unknown>, code, path) => {
    const manager = viewerWith('manager');
    const { id } = await draftOf(manager);
    expect(await attach(manager, id, more)).toMatchObject({ attachment: null, userErrors: [{ code, path }] });
  });

  it('is refused where it was sent for something else, is there already, or lies in another estimate’s line', async () => {
    const manager = viewerWith('manager');
    const [draft, other] = [await draftOf(manager), await draftOf(manager)];
    const tried = async (more: Record<string, unknown>) =>
      (await attach(manager, draft.id, more)).userErrors.map(({ code }: { code: string }) => code);
    expect(await tried({ uploadId: await sentFile(graph, manager) })).toEqual(['UPLOAD_NOT_FOUND']);
    expect(await tried({ positionId: lineOf(other) })).toEqual(['POSITION_NOT_FOUND']);
    const uploadId = await upload(manager);
    expect(await tried({ uploadId })).toEqual([]);
    expect(await tried({ uploadId })).toEqual(['ALREADY_ATTACHED']);
    expect(await tried({ uploadId, positionId: lineOf(draft) })).toEqual([]);
  });

  it('stops at 20 a line, whoever adds them', async () => {
    const manager = viewerWith('manager');
    const draft = await draftOf(manager);
    const one = await upload(manager);
    await inOrganization(graph.parts.source, manager.orgId, async (db) => {
      for (let count = 0; count < 20; count += 1) {
        const id = newId();
        await db.query(
          `INSERT INTO estimates.files (org_id, id, name, kind, size, sha256, state, purpose)
           SELECT org_id, $3, name, kind, size, sha256, state, purpose FROM estimates.files WHERE org_id = $1 AND id = $2`,
          [manager.orgId, one, id],
        );
        await db.query(
          `INSERT INTO estimates.attachments (org_id, id, estimate_id, position_id, file_id, audience, created_at)
           VALUES ($1, $2, $3, $4, $2, 'TEAM', now())`,
          [manager.orgId, id, draft.id, lineOf(draft)],
        );
      }
    });
    const more = { uploadId: one, positionId: lineOf(draft), audience: 'TEAM' };
    expect((await attach(manager, draft.id, more)).userErrors).toMatchObject([{ code: 'TOO_MANY_ITEMS' }]);
    expect((await attach(manager, draft.id, { ...more, positionId: lineOf(draft, 1) })).userErrors).toEqual(
      [],
    );
  });

  it('is nobody’s who may not write or see costs, and no stranger’s', async () => {
    const manager = viewerWith('manager');
    const { id } = await draftOf(manager);
    const { attachment } = await attach(manager, id, { audience: 'COSTS' });
    const by = (who: Viewer, name: string, input: object) => graph.tryMutate(who, name, input).then(codes);
    const estimator = colleague(manager, 'estimator');
    const blind = {
      ...estimator,
      permissions: new Set([...estimator.permissions].filter((one) => !one.startsWith('costs'))),
    };
    const add = { estimateId: id, uploadId: await upload(manager) };
    expect(await by(colleague(manager, 'viewer'), 'attachFile', { ...add, audience: 'TEAM' })).toEqual([
      'FORBIDDEN',
    ]);
    expect(await by(blind, 'attachFile', { ...add, audience: 'COSTS' })).toEqual(['FORBIDDEN']);
    for (const who of [blind, viewerWith('owner')]) {
      expect(await by(who, 'removeAttachment', { id: attachment.id })).toEqual(['NOT_FOUND']);
      expect(await by(who, 'updateAttachment', { id: attachment.id, audience: 'TEAM' })).toEqual([
        'NOT_FOUND',
      ]);
    }
    expect(await by(viewerWith('owner'), 'attachFile', { ...add, audience: 'TEAM' })).toEqual(['NOT_FOUND']);
  });
});

describe('what was sent', () => {
  it('holds the client’s files: in the hash, on the client’s page, and verified', async () => {
    const manager = viewerWith('manager');
    const hashes: string[] = [];
    const draft = await draftOf(manager, {
      positions: [
        { name: 'Wall', unitPrice: '1' },
        { name: 'Gate', unitPrice: '5', choice: { taken: false } },
      ],
    });
    await attach(manager, draft.id, { positionId: lineOf(draft) });
    await attach(manager, draft.id, { uploadId: await upload(manager, 'all.pdf', PDF) });
    await attach(manager, draft.id, { audience: 'TEAM', uploadId: await upload(manager, 'secret.pdf', PDF) });
    hashes.push(await send(manager, draft.id));
    const { token } = await link(manager, draft.id);
    const FIELDS = 'contentHash document { files { id about name kind size sha256 url } }';
    const { contentHash, document } = await look(token, FIELDS);
    expect(contentHash).toBe(hashes[0]);
    expect(document.files).toMatchObject([
      { about: null, name: 'all.pdf', kind: 'pdf' },
      { about: 'Wall', name: 'wall.png', size: pngOf().length },
    ]);
    const verify = `{ verifyEstimate(id: "${draft.id}") { intact } }`;
    expect(dataOf(await graph.execute(manager, verify)).verifyEstimate).toEqual({ intact: true });
    await graph.mutate(manager, 'saveTemplate', { estimateId: draft.id, name: 'T' });
    const templates = await inOrganization(graph.parts.source, manager.orgId, (db) =>
      db.query(`SELECT content ? 'files' AS "hasFiles" FROM estimates.templates`),
    );
    expect(templates).toEqual([{ hasFiles: false }]);
    const taken = `{ offerTotals(estimateId: "${draft.id}", taken: []) { contentHash } }`;
    expect(dataOf(await graph.execute(manager, taken)).offerTotals.contentHash).toBe(contentHash);
  });

  it('keeps them, by PostgreSQL too, while one’s own come and go', async () => {
    const manager = viewerWith('manager');
    const draft = await draftOf(manager);
    const { attachment } = await attach(manager, draft.id, { positionId: lineOf(draft) });
    const own = (await attach(manager, draft.id, { audience: 'TEAM' }))['attachment'];
    await send(manager, draft.id);
    const tried = async (name: string, input: object) =>
      (await graph.mutate(manager, name, input)).userErrors.map(({ code }: { code: string }) => code);
    const refused = ['ESTIMATE_NOT_DRAFT'];
    expect(await tried('removeAttachment', { id: attachment.id })).toEqual(refused);
    expect(await tried('updateAttachment', { id: attachment.id, audience: 'TEAM' })).toEqual(refused);
    expect(await tried('updateAttachment', { id: own.id, audience: 'CLIENT' })).toEqual(refused);
    expect((await attach(manager, draft.id)).userErrors).toMatchObject([{ code: refused[0] }]);
    expect((await attach(manager, draft.id, { audience: 'TEAM' })).userErrors).toEqual([]);
    expect(await tried('removeAttachment', { id: own.id })).toEqual([]);
    for (const sql of [
      `DELETE FROM estimates.attachments WHERE id = '${attachment.id}'`,
      `UPDATE estimates.attachments SET audience = 'TEAM' WHERE id = '${attachment.id}'`,
      `UPDATE estimates.attachments SET audience = 'CLIENT' WHERE audience = 'TEAM'`,
    ]) {
      const done = inOrganization(graph.parts.source, manager.orgId, (db) => db.query(sql));
      await expect(done).rejects.toThrow('its files are kept');
    }
  });
});

describe('a copy', () => {
  it('has the same files, whose bytes are there once and go with the last place', async () => {
    const manager = viewerWith('manager');
    const draft = await draftOf(manager, {
      sections: [{ name: 'S', positions: [{ name: 'Wall', unitPrice: '1' }] }],
    });
    const wall = draft.sections[0]?.positions[0]?.id ?? '';
    const uploadId = await upload(manager);
    await attach(manager, draft.id, { uploadId, positionId: wall });
    await attach(manager, draft.id, { uploadId, audience: 'TEAM' });
    await graph.mutate(manager, 'copyPosition', { id: wall });
    await graph.mutate(manager, 'copySections', { ids: [draft.sections[0]?.id] });
    const one = ['wall.png'];
    expect(await namesOf(manager, draft.id)).toEqual([one, one, one, one, one]);
    const other = await draftOf(manager, { positions: [{ name: 'A', unitPrice: '1' }] });
    const move = { ids: [draft.sections[0]?.id], estimateId: other.id, removeOriginals: true };
    expect((await graph.mutate(manager, 'copySections', move)).userErrors).toEqual([]);
    expect(await namesOf(manager, other.id)).toEqual([[], [], one, one]);
    // Another lead's: nobody is shown what another client was.
    const { lines } = await filesOf(manager, other.id);
    expect(lines.flatMap(({ attachments }) => attachments.map(({ audience }) => audience))).toEqual([
      'TEAM',
      'TEAM',
    ]);
    const duplicate = async (input: object = {}) =>
      (await graph.mutate(manager, 'duplicateEstimate', { id: other.id, ...input }, 'estimate { id }'))[
        'estimate'
      ].id;
    const [same, anothers] = [await duplicate(), await duplicate({ leadId: graph.lead(manager) })];
    expect(await namesOf(manager, same)).toEqual([[], [], one, one]);
    expect((await namesOf(manager, anothers)).flat()).toEqual([]);
    expect(await usage(manager)).toBe(pngOf().length);
    for (const id of [draft.id, other.id, anothers]) await graph.mutate(manager, 'deleteEstimate', { id });
    expect(await usage(manager)).toBe(pngOf().length);
    expect(await findFile(graph.kept().files, manager.orgId, uploadId)).not.toBeNull();
    await graph.mutate(manager, 'deleteEstimate', { id: same });
    const inTrash = [anothers, draft.id, other.id, same];
    for (const id of inTrash) {
      expect(await findFile(graph.kept().files, manager.orgId, uploadId)).not.toBeNull();
      await graph.mutate(manager, 'deleteForGood', { id });
    }
    expect(await findFile(graph.kept().files, manager.orgId, uploadId)).toBeNull();
    expect(await usage(manager)).toBe(0);
  });

  it('is not shown to the client of another lead to whom a draft is given', async () => {
    const manager = viewerWith('manager');
    const draft = await draftOf(manager);
    await attach(manager, draft.id);
    const audienceFor = async (leadId: string) => {
      await graph.mutate(manager, 'updateEstimate', { id: draft.id, leadId });
      return (await filesOf(manager, draft.id)).whole.map(({ audience }) => audience);
    };
    const client = { name: 'The former client' };
    await graph.mutate(manager, 'updateEstimate', { id: draft.id, client });
    const buyer = async () =>
      dataOf(
        await graph.execute(manager, 'query ($id: ID!) { estimate(id: $id) { client { name } } }', {
          id: draft.id,
        }),
      ).estimate.client;
    expect(await audienceFor(draft.leadId)).toEqual(['CLIENT']);
    expect(await buyer()).toEqual(client);
    expect(await audienceFor(graph.lead(manager))).toEqual(['TEAM']);
    expect(await buyer()).toBeNull(); // nor is who that was
  });

  it('of a revision may lose and get others; what was sent stays as it was', async () => {
    const manager = viewerWith('manager');
    const draft = await draftOf(manager);
    await attach(manager, draft.id, { positionId: lineOf(draft) });
    await send(manager, draft.id);
    const { estimate } = await graph.mutate(manager, 'reviseEstimate', { id: draft.id }, 'estimate { id }');
    const { lines } = await filesOf(manager, estimate.id);
    const [copied] = lines[0]?.attachments ?? [];
    await graph.mutate(manager, 'removeAttachment', { id: copied?.id });
    await attach(manager, estimate.id, {
      positionId: lines[1]?.id,
      uploadId: await upload(manager, 'new.png'),
    });
    expect(await namesOf(manager, estimate.id)).toEqual([[], [], ['new.png']]);
    expect(await namesOf(manager, draft.id)).toEqual([[], ['wall.png'], []]);
    expect(await usage(manager)).toBe(2 * pngOf().length);
  });

  it('gets its file for good, however its other places are left at that moment', async () => {
    const manager = viewerWith('manager');
    const draft = await draftOf(manager);
    const uploadId = await upload(manager);
    const places = await Promise.all(
      [0, 1].map((index) =>
        attach(manager, draft.id, { uploadId, positionId: lineOf(draft, index), audience: 'TEAM' }),
      ),
    );
    const other = await draftOf(manager);
    await Promise.all([
      ...places.map(({ attachment }) => graph.mutate(manager, 'removeAttachment', { id: attachment.id })),
      attach(manager, other.id, { uploadId, audience: 'TEAM' }),
    ]);
    const left = await namesOf(manager, other.id);
    // Whoever came last: it is there with its file, or it was refused and the file is gone.
    expect([left.flat().length, await usage(manager)]).toEqual([
      left.flat().length,
      left.flat().length * pngOf().length,
    ]);
  });
});
