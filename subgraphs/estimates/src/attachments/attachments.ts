import type { FileKind } from '../../../../service-kit/files/file-kinds';
import type { SentFile } from '../drafts/estimate-content';

/** A file that is kept with an estimate or a line. */
export interface Attachment {
  readonly id: string;
  readonly estimateId: string;
  /** Null: it is about the whole estimate. */
  readonly positionId: string | null;
  readonly fileId: string;
  readonly audience: 'CLIENT' | 'TEAM' | 'COSTS';
  readonly addedBy: string | null;
  readonly createdAt: Date;
  /** Of the file. */
  readonly name: string;
  readonly kind: FileKind;
  readonly size: number;
  readonly sha256: string;
}

/** How many there may be: of an estimate with its lines, of these for the client, about the whole of it, and of a line. */
export const MOST_ATTACHED = { all: 300, client: 100, whole: 50, line: 20 } as const;

/** Selects {@link Attachment}s of `$1`, the organisation; a condition on `kept` follows. */
export const SELECT_ATTACHMENTS = `
  SELECT kept.id, kept.estimate_id AS "estimateId", kept.position_id AS "positionId", kept.file_id AS "fileId", kept.audience,
         kept.added_by AS "addedBy", kept.created_at AS "createdAt", file.name, file.kind, file.size::int AS size, file.sha256
    FROM estimates.attachments kept
    JOIN estimates.files file ON file.org_id = kept.org_id AND file.id = kept.file_id
   WHERE kept.org_id = $1`;

/** As what is sent keeps it. */
export const sentFileOf = ({ fileId: id, positionId, name, kind, size, sha256 }: Attachment): SentFile => ({
  ...{ id, positionId, name, kind, size, sha256 },
});
