/** What one side of a mirroring session knows of it. */
import type { Lsn } from '../../lsn';

export type MirroringState = 'SUSPENDED' | 'DISCONNECTED' | 'SYNCHRONIZING' | 'PENDING_FAILOVER' | 'SYNCHRONIZED';

/** One side's knowledge of a session; the partner learns of a change only while both are connected. */
export interface MirroringSession {
  readonly guid: string;
  role: 'PRINCIPAL' | 'MIRROR';
  state: MirroringState;
  /** `TCP://sql2.contoso.com:5022` */
  readonly partner: string;
  readonly partnerInstance: string;
  witness?: string;
  witnessConnected: boolean;
  safety: 'FULL' | 'OFF';
  timeout: number;
  roleSequence: number;
  safetySequence: number;
  failoverLsn: Lsn;
  isSuspended: boolean;
  /** A principal that sees neither mirror nor witness does not serve. */
  lacksQuorum: boolean;
  /** Set while log is on its way to a mirror that was behind; another object each time, so that the last one counts. */
  catchingUp?: object;
}
