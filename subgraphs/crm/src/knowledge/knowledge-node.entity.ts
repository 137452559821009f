import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** What somebody or something is; the kinds of the schema. */
export type NodeKind =
  | 'PERSON'
  | 'COMPANY'
  | 'LEAD'
  | 'CRM_USER'
  | 'PRODUCT'
  | 'PROJECT'
  | 'ESTIMATE'
  | 'FILE'
  | 'PHONE'
  | 'EMAIL'
  | 'ADDRESS';

/** What two have to do with each other; the kinds of the schema. */
export type RelationKind =
  'HAS' | 'MENTIONS' | 'WORKS_AT' | 'CONCERNS' | 'RESPONSIBLE_FOR' | 'WANTS' | 'PART_OF' | 'MADE_FOR';

/** Somebody or something that is known. */
@Entity('knowledge_nodes')
export class KnowledgeNode {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') kind!: NodeKind;
  @Column('uuid', { nullable: true }) entityId!: string | null;
  @Column('text') label!: string;
}

/** A relation, as it is seen from one of its ends. */
@Entity('knowledge_relations')
export class KnowledgeRelation {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') fromId!: string;
  @Column('uuid') toId!: string;
  /** Of the other end. */
  @Column('text') toKind!: NodeKind;
  @Column('text') kind!: RelationKind;
  @Column('boolean') isForward!: boolean;
  @Column('text', { nullable: true }) detail!: string | null;
}

describeColumns(KnowledgeNode, {
  shows: {
    KnowledgeNode: {
      contact: ['kind', 'entityId'],
      company: ['kind', 'entityId'],
      lead: ['kind', 'entityId'],
      relations: ['id'],
    },
  },
});

describeColumns(KnowledgeRelation, {
  shows: { KnowledgeRelation: { direction: ['isForward'], node: ['toId'] } },
});
