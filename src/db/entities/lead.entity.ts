import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A lead of a business: the target of the lead operations. */
@Entity('leads')
export class LeadEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: number;

  @Column({ name: 'business_id', type: 'integer' })
  businessId!: number;

  @Column('text')
  name!: string;

  @Column({ type: 'text', nullable: true })
  phone!: string | null;

  @Column({ type: 'text', nullable: true })
  email!: string | null;

  @Column('text')
  status!: string;

  @Column('text')
  source!: string;

  @Column({ name: 'import_id', type: 'bigint', nullable: true })
  importId!: number | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
