/** What an instance of the model needs of the estate around it, beyond the contract. */
import type { Instance } from './sql-server/model/instance';
import type { LabLogin } from './sql-server/model/logins';
import type { Estate, Load } from './contract';
import type { FileFaults } from './file-faults';
import type { Files } from './files';
import type { Network } from './network';

export interface EstateModel extends Estate {
  readonly instances: readonly Instance[];
  readonly files: Files;
  readonly faults: FileFaults;
  readonly network: Network;
  readonly load: Load;
  readonly logins: readonly LabLogin[];
  /** By `@@SERVERNAME` or `server[\instance]`. */
  find(name: string): Instance | undefined;
  /** By the address of its mirroring endpoint, `TCP://host:port`. */
  atEndpoint(address: string): Instance | undefined;
  /** Lets every mirroring session find the state that network and services allow now. */
  settle(): void;
}
