/** What faults strike, one port for each kind of thing. A fault takes the ports it needs; a lab has them all. */
import type { FileFaults } from '../../estate/file-faults';
import type { Files } from '../../estate/files';
import type { WindowsServices } from '../../estate/lync/windows-services';
import type { Link } from '../../estate/network';
import type { DataCentreSide, Pool } from '../../estate/pool';
import type { LabInstance } from '../../estate/contract';
import type { Database } from '../../estate/sql-server/model/database';
import type { FileDamage } from '../../estate/sql-server/model/database-parts';
import type { Server } from '../../estate/sql-server/model/ports';
import type { CmdletFaults } from './cmdlet-faults';
import type { LastingFaults } from './lasting';
import type { Moments } from './moments';

export interface DataCentres {
  loseDataCentre(side: DataCentreSide): Promise<void>;
  rebuildDataCentre(side: DataCentreSide): Promise<void>;
}

export interface Workers {
  killWorkers(side: DataCentreSide): Promise<void>;
}

export interface Links {
  readonly estate: {
    cutLink(link: Link): void;
    mendLink(link: Link): void;
  };
}

/** What a fault may do to an instance: run a batch, and touch what its ports show. */
export type StruckInstance = LabInstance & Server;

export interface Instances {
  readonly estate: {
    readonly instances: readonly StruckInstance[];
    find(name: string): StruckInstance | undefined;
  };
}

/** The service of SQL Server on an instance. */
export interface Services {
  readonly estate: {
    startInstance(instance: StruckInstance): Promise<void>;
    stopInstance(instance: StruckInstance): Promise<void>;
    crashInstance(instance: StruckInstance): Promise<void>;
  };
}

/** The files that databases consist of. */
export interface DatabaseFiles {
  readonly estate: {
    damageFile(instance: StruckInstance, database: Database, file: string, damage: FileDamage): () => void;
  };
}

/** The folders of log shipping: where they are, the files in them, and what keeps them from being used. */
export interface Folders {
  readonly estate: {
    readonly pool: Pick<Pool, 'logShipping' | 'mgc'>;
    readonly files: Files;
    readonly faults: Pick<FileFaults, 'deny' | 'fill' | 'slow'>;
  };
}

export interface ChatServers {
  readonly estate: { readonly pool: Pool };
  readonly lync: { readonly services: WindowsServices };
}

export interface Cmdlets {
  readonly cmdletFaults: CmdletFaults;
}

/** The edges that every call passes. */
export interface Calls {
  readonly moments: Moments;
}

/** What stays struck until it is mended, and what waits for its time. */
export interface Lasting {
  readonly lasting: LastingFaults;
}
