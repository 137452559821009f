import { buffer } from 'node:stream/consumers';
import { findFile, openFile } from '../../../../service-kit/files/files';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { clientLinksOf } from '../../../../testkit/client-links';
import { useEstimates } from '../../../../testkit/estimates';
import { sentFile } from '../../../../testkit/imports';
import { JPEG, pngOf } from '../../../../testkit/pictures';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
const FIELDS = `legalName address taxIds { label value } bankLines footer updatedAt
  logo { id width height url urlExpiresAt }`;
const update = (viewer: Viewer, input: object) =>
  graph.mutate(viewer, 'updateLetterhead', input, `letterhead { ${FIELDS} }`);
const show = async (viewer: Viewer) =>
  dataOf(await graph.execute(viewer, `{ letterhead { ${FIELDS} } }`)).letterhead;
const logoOf = (viewer: Viewer, bytes = pngOf(), name = 'logo.png') =>
  sentFile(graph, viewer, name, bytes, 'LOGO');
const isKept = async ({ orgId }: Viewer, id: string) =>
  (await findFile(graph.kept().files, orgId, id)) !== null;

const WHOLE = {
  legalName: 'ООО «Ромашка»',
  address: ' 101000, Москва \n\n ул. Мясницкая, 1 ',
  taxIds: [
    { label: 'ИНН', value: '7701234567' },
    { label: 'КПП', value: '770101001' },
  ],
  bankLines: ['р/с 40702810000000000001', 'БИК 044525225'],
  footer: 'Работаем с 9 до 18',
};

it('is empty until somebody sets it, and changes only what is given', async () => {
  const owner = viewerWith('owner');
  const empty = { legalName: null, address: null, taxIds: [], bankLines: [], footer: null, logo: null };
  expect(await show(owner)).toEqual({ ...empty, updatedAt: null });
  const { letterhead } = await update(owner, WHOLE);
  const whole = { ...WHOLE, address: '101000, Москва\nул. Мясницкая, 1', logo: null };
  expect(letterhead).toEqual({ ...whole, updatedAt: expect.any(String) });
  await update(owner, { footer: null, bankLines: [] });
  expect(await show(owner)).toMatchObject({ ...whole, footer: null, bankLines: [] });
  expect(await show(viewerWith('viewer', owner.orgId))).toMatchObject({ legalName: WHOLE.legalName });
  expect(await show(viewerWith('owner'))).toMatchObject(empty);
});

it('has a logo, whose link leads to its bytes', async () => {
  const owner = viewerWith('owner');
  const bytes = pngOf({ width: 40, height: 30 });
  const logoId = await logoOf(owner, bytes);
  const { letterhead, userErrors } = await update(owner, { logoId });
  expect(userErrors).toEqual([]);
  expect(letterhead.logo).toMatchObject({ id: logoId, width: 40, height: 30 });
  const { files, links } = graph.kept();
  const target = links.read(letterhead.logo.url.split('/').at(-1));
  if (target.kind !== 'file') throw new Error(target.kind);
  expect((await buffer(await openFile(files, target.orgId, target.fileId))).equals(bytes)).toBe(true);
  await update(owner, { footer: 'F' });
  expect((await show(owner)).logo.id).toBe(logoId);
  await update(owner, { logoId: null });
  expect((await show(owner)).logo).toBeNull();
  expect(await isKept(owner, logoId)).toBe(false);
});

it('removes a logo when another takes its place, and keeps one that stands on what was sent', async () => {
  const owner = viewerWith('owner');
  const [unused, used, newest] = [
    await logoOf(owner),
    await logoOf(owner, JPEG, 'a.jpg'),
    await logoOf(owner),
  ];
  await update(owner, { legalName: 'A', logoId: unused });
  await update(owner, { logoId: used });
  const { id } = await graph.estimate(owner, { positions: [{ name: 'A', unitPrice: '1' }] });
  await graph.mutate(owner, 'sendEstimate', { id });
  await update(owner, { logoId: newest });
  expect([await isKept(owner, unused), await isKept(owner, used), await isKept(owner, newest)]).toEqual([
    ...[false, true, true],
  ]);
  expect((await update(owner, { logoId: used })).userErrors).toEqual([]);
});

it('lets two at once change it, each what it names', async () => {
  const owner = viewerWith('owner');
  const ids = await Promise.all([logoOf(owner), logoOf(owner, JPEG, 'a.jpg')]);
  const inputs = [
    { legalName: 'A' },
    { footer: 'F' },
    ...ids.map((logoId) => ({ logoId })),
    { address: 'B' },
  ];
  const all = await Promise.all(inputs.map((input) => update(owner, input)));
  expect(all.flatMap(({ userErrors }) => userErrors)).toEqual([]);
  const letterhead = await show(owner);
  expect(letterhead).toMatchObject({ legalName: 'A', footer: 'F', address: 'B' });
  const kept = await Promise.all(ids.map((id) => isKept(owner, id)));
  expect(kept).toEqual(ids.map((id) => id === letterhead.logo.id));
});

it.each([
  [{ legalName: 'x'.repeat(301) }, 'TOO_LONG', ['legalName']],
  [{ legalName: 'A\nB' }, 'INVALID_CHARACTERS', ['legalName']],
  [{ address: 'a\nb\nc\nd' }, 'TOO_MANY_ITEMS', ['address']],
  [{ taxIds: Array(5).fill({ label: 'a', value: 'b' }) }, 'TOO_MANY_ITEMS', ['taxIds']],
  [{ taxIds: [{ label: ' ', value: '1' }] }, 'REQUIRED', ['taxIds', '0', 'label']],
  [{ bankLines: Array(6).fill('x') }, 'TOO_MANY_ITEMS', ['bankLines']],
  [{ bankLines: ['a', 'b\u0000'] }, 'INVALID_CHARACTERS', ['bankLines', '1']],
  [{ footer: 'x'.repeat(201) }, 'TOO_LONG', ['footer']],
  [{ logoId: 'nonsense' }, 'LOGO_NOT_FOUND', ['logoId']],
])('refuses %j', async (input, code, path) => {
  const owner = viewerWith('owner');
  expect(await update(owner, input)).toMatchObject({ letterhead: null, userErrors: [{ code, path }] });
  expect((await show(owner)).updatedAt).toBeNull();
});

it('refuses a logo that is a bomb, too large, another organisation’s, or was sent for something else', async () => {
  const owner = viewerWith('owner');
  const errorsOf = async (logoId: string) => (await update(owner, { logoId })).userErrors;
  const bomb = await logoOf(owner, pngOf({ unpacked: Buffer.alloc(20_000_000) }));
  expect(await errorsOf(bomb)).toMatchObject([{ code: 'IMAGE_BROKEN', path: ['logoId'] }]);
  const wide = await logoOf(owner, pngOf({ width: 9_000, height: 1 }));
  expect(await errorsOf(wide)).toMatchObject([{ code: 'IMAGE_TOO_LARGE' }]);
  const foreign = await logoOf(viewerWith('owner'));
  expect(await errorsOf(foreign)).toMatchObject([{ code: 'LOGO_NOT_FOUND' }]);
  expect(await errorsOf(await sentFile(graph, owner))).toMatchObject([{ code: 'LOGO_NOT_FOUND' }]);
});

it('lets only who may change the organisation change it', async () => {
  const tried = await graph.tryMutate(
    viewerWith('manager'),
    'updateLetterhead',
    { footer: 'x' },
    'userErrors { code }',
  );
  expect(codes(tried)).toEqual(['FORBIDDEN']);
});

it('shows the client who sold as that was when it was sent, and who buys', async () => {
  const { sent, link, look } = clientLinksOf(graph);
  const owner = viewerWith('owner');
  const before = await sent(owner);
  await update(owner, WHOLE);
  const client = { name: 'Пётр', details: ['Тверь'] };
  const { id } = await sent(owner, { client });
  await update(owner, { legalName: 'Renamed' });
  const parties = async (estimateId: string) => {
    const { token } = await link(owner, estimateId);
    return (await look(token, 'document { seller { name details } client { name details } }')).document;
  };
  expect(await parties(id)).toEqual({
    seller: {
      name: WHOLE.legalName,
      details: [
        ...['101000, Москва', 'ул. Мясницкая, 1', 'ИНН 7701234567', 'КПП 770101001'],
        ...WHOLE.bankLines,
      ],
    },
    client,
  });
  expect(await parties(before.id)).toEqual({ seller: null, client: null });
});
