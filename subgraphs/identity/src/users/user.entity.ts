import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person, on the whole installation; seen through a membership only. */
@Entity('users')
export class User {
  @PrimaryColumn('uuid') id!: string;
  /** As the person wrote it. */
  @Column('text') email!: string;
  /** Trimmed, NFC, lower case; unique. */
  @Column('text') emailKey!: string;
  @Column('text') firstName!: string;
  @Column('text') lastName!: string;
  @Column('text', { select: false }) passwordHash!: string;
  /** Null until it is certain that the address is theirs. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true }) emailVerifiedAt!: Date | null;
  @Column('text', { nullable: true }) locale!: string | null;
  @Column('text', { nullable: true }) timeZone!: string | null;
  /** DISABLED keeps the person out of every organisation. */
  @Column('text') status!: 'ACTIVE' | 'DISABLED';
}
