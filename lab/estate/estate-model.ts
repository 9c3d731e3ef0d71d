/** What an instance of the model needs of the estate around it, beyond the contract. */
import type { Estate, Load } from './contract';
import type { FileFaults } from './file-faults';
import type { Files } from './files';
import type { LabLogin } from './sql-server/model/logins';
import type { Server } from './sql-server/model/ports';

export interface EstateModel extends Estate {
  readonly files: Files;
  readonly faults: FileFaults;
  readonly load: Load;
  readonly logins: readonly LabLogin[];
  /** By `@@SERVERNAME` or `server[\instance]`. */
  find(name: string): Server | undefined;
  /** By the address of its mirroring endpoint, `TCP://host:port`. */
  atEndpoint(address: string): Server | undefined;
  /** Lets every mirroring session find the state that network and services allow now. */
  settle(): void;
}
