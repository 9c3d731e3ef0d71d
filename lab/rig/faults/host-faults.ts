/** Faults of hosts and of what runs on them: data centres, links, instances, Agents, logins, chat servers, workers. */
import { chatServersOf } from '../../estate/lync/central-store';
import { chatServiceName } from '../../estate/lync/windows-services';
import type { DataCentreSide } from '../../estate/pool';
import { instanceNamed, linkNamed, numberNamed, oneOf, sideNamed, type FaultRow, type FaultRows } from './fault';
import type { ChatServers, DataCentres, Instances, Lasting, Links, Services, StruckInstance, Workers } from './struck';
import { links, type Link } from '../../estate/network';

/** A fault of one thing that a word names. */
const on = <Struck, Thing>(
  argument: string,
  named: (struck: Struck, given: string | undefined) => Thing,
  says: string,
  act: (struck: Struck, thing: Thing) => unknown,
  done: (thing: Thing) => string,
): FaultRow<Struck> => ({
  says,
  arguments: [argument],
  prepare: (struck, [given]) => {
    const thing = named(struck, given);
    return async () => {
      await act(struck, thing);
      return `${done(thing)}.`;
    };
  },
});

const onSide = <Struck>(
  says: string,
  act: (struck: Struck, side: DataCentreSide) => Promise<unknown>,
  done: string,
): FaultRow<Struck> =>
  on(
    'primary|secondary',
    (_, given) => sideNamed(given),
    says,
    act,
    (side) => `The ${side} data centre ${done}`,
  );

const onLink = (says: string, act: (struck: Links, link: Link) => void, done: string): FaultRow<Links> =>
  on(
    links.join('|'),
    (_, given) => linkNamed(given),
    says,
    act,
    (link) => `The link ${link} ${done}`,
  );

const onInstance = <Struck extends Instances>(
  says: string,
  act: (struck: Struck, instance: StruckInstance) => Promise<void> | void,
  done: string,
): FaultRow<Struck> =>
  on<Struck, StruckInstance>('instance', instanceNamed, says, act, ({ name }) => `${name} ${done}`);

const chatServer = ({ estate }: ChatServers, given: string | undefined): string => {
  const servers = chatServersOf(estate.pool);
  const named = servers.find((server) => server.split('.')[0]?.toLowerCase() === given?.toLowerCase());
  return named ?? oneOf('chat server', servers, given);
};

function setChatService({ lync }: ChatServers, host: string, status: 'Running' | 'Stopped'): void {
  const service = lync.services.of(host)?.find(({ name }) => name === chatServiceName);
  if (service !== undefined) lync.services.set(host, service, status);
}

export const hostFaults = {
  'lose-data-centre': onSide(
    'everything in it is gone at once, workers included',
    (struck: DataCentres, side) => struck.loseDataCentre(side),
    'is lost',
  ),
  'rebuild-data-centre': onSide(
    'built again: same names, empty disks',
    (struck: DataCentres, side) => struck.rebuildDataCentre(side),
    'is rebuilt, empty',
  ),
  'cut-link': onLink('no packet passes between the two', ({ estate }, link) => estate.cutLink(link), 'is cut'),
  'mend-link': onLink('packets pass again', ({ estate }, link) => estate.mendLink(link), 'is mended'),
  'stop-instance': onInstance(
    'the SQL Server service stops',
    ({ estate }: Instances & Services, instance) => estate.stopInstance(instance),
    'is stopped',
  ),
  'crash-instance': onInstance(
    'the process of SQL Server dies; its databases are recovered at the next start',
    ({ estate }: Instances & Services, instance) => estate.crashInstance(instance),
    'has crashed',
  ),
  'start-instance': onInstance(
    'the SQL Server service starts',
    ({ estate }: Instances & Services, instance) => estate.startInstance(instance),
    'is started',
  ),
  'stop-agent': onInstance(
    'SQL Server Agent stops, its jobs die',
    (_: Instances, { msdb }) => msdb.stopAgent(),
    'has no Agent now',
  ),
  'start-agent': onInstance(
    'SQL Server Agent starts',
    (_: Instances, { msdb }) => msdb.startAgent(),
    'has its Agent again',
  ),
  'lose-domain': on(
    'instance',
    instanceNamed,
    'no domain controller answers it: the Agent runs no job of a domain account (15404)',
    (struck: Instances & Lasting, { logins }) => {
      logins.hasDomain = false;
      struck.lasting.until(() => {
        logins.hasDomain = true;
      });
    },
    ({ name }) => `${name} reaches no domain controller`,
  ),
  'deny-login': {
    says: 'the login is refused at its next connection; sessions that are open stay',
    arguments: ['instance', 'login'],
    prepare: (struck: Instances & Lasting, [given, name]) => {
      const instance = instanceNamed(struck, given);
      const { logins } = instance;
      const all = logins.all.filter(({ password }) => password !== undefined).map((login) => login.name);
      const login = oneOf('login', all, name);
      return () => {
        logins.denied.add(login);
        struck.lasting.until(() => logins.denied.delete(login));
        return Promise.resolve(`${instance.name} refuses ${login}.`);
      };
    },
  },
  'kill-session': {
    says: 'a session of an instance is killed',
    arguments: ['instance', 'session'],
    prepare: (struck: Instances, [given, number]) => {
      const instance = instanceNamed(struck, given);
      const sessions = instance.sessions().map(({ id }) => String(id));
      const session = oneOf(`session of ${instance.name}`, sessions, String(numberNamed('a session', number)));
      return async () => {
        await instance.run(`KILL ${session}`, { login: 'sa', programName: 'lab' });
        return `Session ${session} of ${instance.name} is killed.`;
      };
    },
  },
  'stop-chat-server': on(
    'chat server',
    chatServer,
    'its Persistent Chat service stops',
    (struck: ChatServers & Lasting, host) => {
      setChatService(struck, host, 'Stopped');
      struck.lasting.until(() => setChatService(struck, host, 'Running'));
    },
    (host) => `${host} does not chat now`,
  ),
  'start-chat-server': on(
    'chat server',
    chatServer,
    'its Persistent Chat service starts',
    (struck, host) => setChatService(struck, host, 'Running'),
    (host) => `${host} chats again`,
  ),
  'power-off-chat-server': on(
    'chat server',
    chatServer,
    'its computer is off',
    ({ lync, lasting }: ChatServers & Lasting, host) => {
      lync.services.power(host, false);
      lasting.until(() => lync.services.power(host, true));
    },
    (host) => `${host} is off`,
  ),
  'kill-worker': onSide(
    'its host worker gets SIGKILL; a service manager starts another one',
    (struck: Workers, side) => struck.killWorkers(side),
    'has lost its host worker',
  ),
} satisfies FaultRows;
