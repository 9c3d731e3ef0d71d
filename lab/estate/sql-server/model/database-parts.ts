/** What a database consists of, as its log, its backups and its mirror pass it on. */
import type { LabDatabase } from '../../contract';
import type { Column } from '../contract';
import type { PackedRow, Row } from './values';

export type UserAccess = LabDatabase['userAccess'];
export type RecoveryModel = LabDatabase['recoveryModel'];

export interface DatabaseUser {
  readonly name: string;
  readonly type: 'S' | 'U';
  /** Hexadecimal. */
  readonly sid: string;
}

export interface DatabaseFile {
  readonly logicalName: string;
  readonly type: 'ROWS' | 'LOG';
  readonly physicalName: string;
  readonly guid: string;
  /** Modelled bytes. */
  readonly size: number;
}

/** What is wrong with a file. */
export type FileDamage = 'gone' | 'damaged';

export interface UserTable {
  readonly columnText: string;
  readonly columns: readonly Column[];
  readonly rows: Map<number, Row>;
}

/** Rows and users of a database at one LSN, as a full backup carries them. */
export interface Snapshot {
  readonly tables: readonly {
    readonly name: string;
    readonly columns: string;
    readonly rows: readonly (readonly [number, PackedRow])[];
  }[];
  readonly users: readonly DatabaseUser[];
  readonly userAccess: UserAccess;
}
