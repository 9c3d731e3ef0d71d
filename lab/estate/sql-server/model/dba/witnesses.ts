/** sys.database_mirroring_witnesses: the sessions that this instance watches as their witness. */
import type { VirtualTable } from '../../contract';
import { view } from '../columns';
import type { Instance } from '../instance';

/** What the witness knows of a partner is what that partner's principal last said. */
export const mirroringWitnesses = (instance: Instance): VirtualTable =>
  view(
    'database_name sysname not null, principal_server_name sysname, mirror_server_name sysname, safety_level tinyint not null, safety_level_desc nvarchar(60), ' +
      'safety_sequence_number int not null, role_sequence_number int not null, mirroring_guid uid not null, family_guid uid not null, is_suspended bit not null, ' +
      'is_suspended_sequence_number int not null, partner_sync_state tinyint, partner_sync_state_desc nvarchar(60)',
    () =>
      instance.estate.instances.flatMap((partner) =>
        partner.held.flatMap(({ name, familyGuid, mirroring }) =>
          mirroring?.witness === instance.endpoint && mirroring.role === 'PRINCIPAL'
            ? [
                {
                  database_name: name,
                  principal_server_name: partner.name,
                  mirror_server_name: mirroring.partnerInstance,
                  safety_level: mirroring.safety === 'FULL' ? 2 : 1,
                  safety_level_desc: mirroring.safety,
                  safety_sequence_number: mirroring.safetySequence,
                  role_sequence_number: mirroring.roleSequence,
                  mirroring_guid: mirroring.guid,
                  family_guid: familyGuid,
                  is_suspended: mirroring.isSuspended,
                  is_suspended_sequence_number: 1,
                  // Seen from the witness: 5 or 6.
                  partner_sync_state: mirroring.state === 'SYNCHRONIZED' ? 6 : 5,
                  partner_sync_state_desc: mirroring.state === 'SYNCHRONIZED' ? 'SYNCHRONIZED' : 'UNSYNCHRONIZED',
                },
              ]
            : [],
        ),
      ),
  );
