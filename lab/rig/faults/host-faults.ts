/** Faults of hosts and of what runs on them: data centres, links, instances, Agents, logins, chat servers, workers. */
import { chatServersOf } from '../../estate/lync/central-store';
import { chatServiceName } from '../../estate/lync/windows-services';
import type { Lab } from '../lab';
import type { DataCentreSide } from '../../estate/pool';
import type { Instance } from '../../estate/sql-server/model/instance';
import { instanceNamed, linkNamed, numberNamed, oneOf, sideNamed, type FaultRow } from './fault';
import type { Link } from '../../estate/network';
import { links } from '../../estate/network';

/** A fault of one thing that a word names. */
const on = <Thing>(
  argument: string,
  named: (lab: Lab, given: string | undefined) => Thing,
  says: string,
  act: (lab: Lab, thing: Thing) => unknown,
  done: (thing: Thing) => string,
): FaultRow => ({
  says,
  arguments: [argument],
  prepare: (lab, [given]) => {
    const thing = named(lab, given);
    return async () => {
      await act(lab, thing);
      return `${done(thing)}.`;
    };
  },
});

const onSide = (says: string, act: (lab: Lab, side: DataCentreSide) => Promise<unknown>, done: string): FaultRow =>
  on(
    'primary|secondary',
    (_, given) => sideNamed(given),
    says,
    act,
    (side) => `The ${side} data centre ${done}`,
  );

const onLink = (says: string, act: (lab: Lab, link: Link) => void, done: string): FaultRow =>
  on(
    links.join('|'),
    (_, given) => linkNamed(given),
    says,
    act,
    (link) => `The link ${link} ${done}`,
  );

const onInstance = (
  says: string,
  act: (lab: Lab, instance: Instance) => Promise<void> | void,
  done: string,
): FaultRow => on('instance', instanceNamed, says, act, ({ name }) => `${name} ${done}`);

const chatServer = (lab: Lab, given: string | undefined): string => {
  const servers = chatServersOf(lab.estate.pool);
  const named = servers.find((server) => server.split('.')[0]?.toLowerCase() === given?.toLowerCase());
  return named ?? oneOf('chat server', servers, given);
};

function setChatService(lab: Lab, host: string, status: 'Running' | 'Stopped'): void {
  const service = lab.lync.services.of(host)?.find(({ name }) => name === chatServiceName);
  if (service !== undefined) lab.lync.services.set(host, service, status);
}

export const hostFaults: Readonly<Record<string, FaultRow>> = {
  'lose-data-centre': onSide(
    'everything in it is gone at once, workers included',
    (lab, side) => lab.loseDataCentre(side),
    'is lost',
  ),
  'rebuild-data-centre': onSide(
    'built again: same names, empty disks',
    (lab, side) => lab.rebuildDataCentre(side),
    'is rebuilt, empty',
  ),
  'cut-link': onLink('no packet passes between the two', ({ estate }, link) => estate.cutLink(link), 'is cut'),
  'mend-link': onLink('packets pass again', ({ estate }, link) => estate.mendLink(link), 'is mended'),
  'stop-instance': onInstance(
    'the SQL Server service stops',
    ({ estate }, instance) => estate.stopInstance(instance),
    'is stopped',
  ),
  'crash-instance': onInstance(
    'the process of SQL Server dies; its databases are recovered at the next start',
    ({ estate }, instance) => estate.crashInstance(instance),
    'has crashed',
  ),
  'start-instance': onInstance(
    'the SQL Server service starts',
    ({ estate }, instance) => estate.startInstance(instance),
    'is started',
  ),
  'stop-agent': onInstance(
    'SQL Server Agent stops, its jobs die',
    (_, { msdb }) => msdb.stopAgent(),
    'has no Agent now',
  ),
  'start-agent': onInstance('SQL Server Agent starts', (_, { msdb }) => msdb.startAgent(), 'has its Agent again'),
  'deny-login': {
    says: 'the login is refused at its next connection; sessions that are open stay',
    arguments: ['instance', 'login'],
    prepare: (lab, [given, name]) => {
      const instance = instanceNamed(lab, given);
      const { logins } = instance;
      const all = logins.all.filter(({ password }) => password !== undefined).map((login) => login.name);
      const login = oneOf('login', all, name);
      return () => {
        logins.denied.add(login);
        lab.lasting.until(() => logins.denied.delete(login));
        return Promise.resolve(`${instance.name} refuses ${login}.`);
      };
    },
  },
  'kill-session': {
    says: 'a session of an instance is killed',
    arguments: ['instance', 'session'],
    prepare: (lab, [given, number]) => {
      const instance = instanceNamed(lab, given);
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
    (lab, host) => {
      setChatService(lab, host, 'Stopped');
      lab.lasting.until(() => setChatService(lab, host, 'Running'));
    },
    (host) => `${host} does not chat now`,
  ),
  'start-chat-server': on(
    'chat server',
    chatServer,
    'its Persistent Chat service starts',
    (lab, host) => setChatService(lab, host, 'Running'),
    (host) => `${host} chats again`,
  ),
  'kill-worker': onSide(
    'its host worker gets SIGKILL; a service manager starts another one',
    (lab, side) => lab.killWorkers(side),
    'has lost its host worker',
  ),
};
