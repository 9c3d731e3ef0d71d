/** ALTER DATABASE … SET options: user access, state, recovery model, TRUSTWORTHY (ALTER DATABASE SET Options). */
import type { AlterDatabaseAction, SessionFacts } from '../contract';
import type { Database } from './database';
import { databaseNotUsable } from './database-access';
import type { UserAccess } from './database-parts';
import type { Catalogue, Server, Sessions, Storage } from './ports';
import { tell } from './long-work';
import { bringOnline } from './recovery';
import { refusal } from './refusals';

type OptionAction = Extract<AlterDatabaseAction, { set: 'option' }>;
type Setter = (database: Database, value: string | undefined, instance: Server) => void;

const setters: Readonly<Record<string, Setter>> = {
  SINGLE_USER: setUserAccess('SINGLE_USER'),
  RESTRICTED_USER: setUserAccess('RESTRICTED_USER'),
  MULTI_USER: setUserAccess('MULTI_USER'),
  ONLINE: (database, _, instance) => bringOnline(database, instance),
  OFFLINE: (database) => (database.state = 'OFFLINE'),
  EMERGENCY: (database) => (database.state = 'EMERGENCY'),
  RECOVERY: setRecoveryModel,
  TRUSTWORTHY: (database, value) => (database.trustworthy = value === 'ON'),
};

const exclusive = ['SINGLE_USER', 'RESTRICTED_USER', 'OFFLINE'];
const allowedInStandby = ['SINGLE_USER', 'RESTRICTED_USER', 'MULTI_USER', 'OFFLINE'];
const statesToSet = ['ONLINE', 'OFFLINE', 'EMERGENCY'];
const notWhileMirrored = ['SINGLE_USER', 'OFFLINE', 'EMERGENCY'];

/** @throws SqlError 1468, 5052, 5058, 5063, 5064, 5070; the caller adds 5069. */
export async function alterOption(
  database: Database,
  action: OptionAction,
  session: SessionFacts,
  instance: Server,
): Promise<void> {
  const { option, value } = action;
  const set = setters[option];
  if (!set) throw refusal(5058, option, database.name);
  checkState(database, option);
  if (database.mirroring && (notWhileMirrored.includes(option) || (option === 'RECOVERY' && value !== 'FULL')))
    throw refusal(1468, database.name);
  if (database.isSystem && notWhileMirrored.includes(option)) throw refusal(5058, option, database.name);
  checkSingleUser(database, session, instance);
  if (exclusive.includes(option)) await clear(database, action, session, instance);
  set(database, value, instance);
  instance.changed(`${database.name} ${option}${value === undefined ? '' : ` ${value}`}`);
}

function checkState(database: Database, option: string): void {
  const states = { RESTORING: 'Restoring', RECOVERING: 'Recovering' } as const;
  if (database.state === 'RESTORING' || database.state === 'RECOVERING')
    throw refusal(5052, 'ALTER DATABASE', states[database.state]);
  const refused = databaseNotUsable(database);
  if ((database.state === 'OFFLINE' || database.failedToStart) && refused && !statesToSet.includes(option))
    throw refused;
  if (database.inStandby && !allowedInStandby.includes(option)) throw refusal(5063, database.name);
}

/** Whoever sits on the only connection decides. */
function checkSingleUser(database: Database, session: SessionFacts, instance: Sessions): void {
  const others = instance.sessions(database.name).filter(({ id }) => id !== session.id);
  if (database.userAccess === 'SINGLE_USER' && others.length > 0) throw refusal(5064, database.name);
}

/** Waits for the other sessions to leave, or ends them as the termination says. */
async function clear(
  database: Database,
  { option, termination }: OptionAction,
  session: SessionFacts,
  instance: Sessions & Catalogue,
): Promise<void> {
  const others = (): boolean =>
    instance
      .sessions(database.name)
      .some(
        ({ id, login }) => id !== session.id && !(option === 'RESTRICTED_USER' && instance.isAdministratorLogin(login)),
      );
  if (!others()) return;
  if (termination === 'NO_WAIT') throw refusal(5070, database.name);
  if (termination === undefined) {
    await instance.waitUntil(() => !others(), session.signal);
    return;
  }
  instance.endSessionsIn(
    database.name,
    (other) => other.id !== session.id && !(option === 'RESTRICTED_USER' && instance.isAdministratorLogin(other.login)),
  );
  if (others()) {
    tell(session, 5060, 0);
    await instance.waitUntil(() => !others(), session.signal);
  }
  tell(session, 5060, 100);
}

function setUserAccess(to: UserAccess): Setter {
  return (database, _, instance) => {
    if (database.userAccess !== to) instance.write(database, [{ kind: 'user access', to }]);
  };
}

function setRecoveryModel(database: Database, value: string | undefined, instance: Storage): void {
  if (value !== 'FULL' && value !== 'BULK_LOGGED' && value !== 'SIMPLE') throw refusal(5058, 'RECOVERY', database.name);
  const wasSimple = database.recoveryModel === 'SIMPLE';
  database.recoveryModel = value;
  if (value === 'SIMPLE' || wasSimple) delete database.logChain;
  instance.write(database, []);
}
