import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AuditChange } from '../../../../service-kit/audit/audit-scope';
import { describeColumns } from '../../../../service-kit/data/columns';

/** An entry of the organisation's audit (docs/audit.md), of all subgraphs. `service-kit/audit/` writes it, and nobody else can. */
@Entity('entries', { schema: 'audit' })
export class AuditEntry {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('timestamptz') at!: Date;
  @Column('text') subgraph!: string;
  @Column('text') actorKind!: 'USER' | 'KEY' | 'SUPPORT' | 'SYSTEM' | 'RULE' | 'ANONYMOUS';
  @Column('text', { nullable: true }) actorId!: string | null;
  @Column('text') action!: string;
  @Column('text') outcome!: 'DONE' | 'REFUSED';
  /** The last one may be `{ more: true }`: there were more than an entry holds. */
  @Column('jsonb') changes!: (AuditChange | { more: true })[];
  @Column('text', { nullable: true }) ip!: string | null;
  @Column('text', { nullable: true }) requestId!: string | null;
}

describeColumns(AuditEntry, {
  shows: {
    AuditEntry: {
      user: ['actorKind', 'actorId'],
      changes: ['changes', 'subgraph'],
      hasMoreChanges: ['changes'],
      position: ['id'],
      hash: ['id'],
    },
  },
});
