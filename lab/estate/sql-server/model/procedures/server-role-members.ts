/** sp_addsrvrolemember and sp_dropsrvrolemember, as DBAs of SQL Server 2012 still type them. */
import type { Procedure } from '../../contract';
import type { Catalogue, Service } from '../ports';
import { refusal } from '../refusals';
import { fixedServerRole, setMembership } from '../server-roles';
import { textArgument } from './arguments';

const sysname = { name: 'nvarchar', length: 128 } as const;

/** @throws SqlError 15002, 15007, 15247, 15402, 15405. */
const memberProcedure =
  (name: string, isMember: boolean) =>
  (instance: Service & Catalogue): Procedure => ({
    parameters: [
      { name: '@loginame', type: sysname },
      { name: '@rolename', type: sysname, ...(isMember ? {} : { default: null }) },
    ],
    run: async (call) => {
      if (call.session.inTransaction) throw refusal(15002, `sys.${name}`);
      const role = fixedServerRole(textArgument(call, '@rolename'));
      if (role === undefined) throw refusal(15402, textArgument(call, '@rolename'));
      if (!call.session.isSysadmin) throw refusal(15247);
      const member = textArgument(call, '@loginame');
      const login = instance.logins.find(member);
      if (!login) throw refusal(15007, member);
      setMembership(login, role, isMember, instance);
      return 0;
    },
  });

export const addServerRoleMember = memberProcedure('sp_addsrvrolemember', true);
export const dropServerRoleMember = memberProcedure('sp_dropsrvrolemember', false);
