import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createChat } from '../../../estate/chat/chat';
import { watchInvariants } from '../../../rig/invariants/watch';
import { createEstate } from '../../../estate/estate';
import { installChatDatabase } from '../../../estate/chat-schema';
import { bringToNormal } from '../../../estate/normal';
import { parts } from '../../../estate/parts';
import { createLync } from '../../../estate/lync/lync';
import { becomes } from '../lync/support/fake-estate';
import { chatPool } from '../pools';
import { until } from '../sql-server/tds/support/until';
import type { Chat } from '../../../estate/chat/contract';
import type { InvariantWatch } from '../../../rig/invariants/contract';
import type { RunningEstate } from '../../../estate/estate';
import type { CmdletAnswer, Lync } from '../../../estate/lync/contract';

const chatLogin = { user: 'pchatsvc', password: 'S3cret!pass' };

let folder: string;
let estate: RunningEstate;
let lync: Lync;
let chat: Chat;
let watch: InvariantWatch;

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pchat-lab-'));
  const logins = [
    { name: chatLogin.user, password: chatLogin.password, sysadmin: false },
    { name: 'CONTOSO\\lyncadmin', password: '', sysadmin: true },
    { name: 'CONTOSO\\Administrator', password: '', sysadmin: true },
  ];
  estate = await createEstate(
    chatPool,
    { folder, timeScale: 10_000, load: { sizeGb: 2, throughput: 200 }, logins },
    parts,
  );
  await bringToNormal(estate);
  lync = createLync(estate, {
    installSchema: ({ name }, database) => {
      installChatDatabase(estate.find(name)!, database);
    },
  });
  chat = createChat(estate, lync, { chatLogin, lookEveryMs: 20, heartbeatEveryMs: 100 });
  watch = watchInvariants(estate, lync, chat);
});
afterEach(async () => {
  watch.stop();
  await chat.dispose();
  lync.dispose();
  await estate.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const run = (cmdlet: string, parameters: Record<string, unknown>): Promise<CmdletAnswer> =>
  lync.invoke({ cmdlet, parameters }, { side: 'secondary', host: 'chat3.contoso.com' }, new AbortController().signal);
const connected = (): number => chat.servers.filter(({ connectedTo }) => connectedTo !== undefined).length;

test('users talk to mgc in the primary data centre, and a planned move by hand loses nothing', async () => {
  await becomes(estate, () => connected() === 2);
  chat.startUsers({ count: 4, messagesPerSecond: 50 });
  await until(() => chat.audit().acknowledged >= 5);
  await run('Set-CsPersistentChatActiveServer', { ActiveServers: null });
  await becomes(estate, () => connected() === 0);
  await chat.stopUsers();
  expect(chat.audit().missing).toEqual([]);
  expect(watch.violations).toEqual([]);
});

test('Install-CsMirrorDatabase mirrors a primary again whose mirror was removed', async () => {
  const administrator = { login: 'CONTOSO\\Administrator', programName: 'sqlcmd' };
  // A log backup of the shipping job between the two copies would leave the mirror behind (1412).
  estate.find('SQL1\\CHAT')!.msdb.stopAgent();
  await estate.find('SQL1\\CHAT')!.run('ALTER DATABASE [mgc] SET PARTNER OFF', administrator);
  const { error } = await run('Install-CsMirrorDatabase', {
    DatabaseType: 'PersistentChat',
    FileShare: '\\\\files\\mirroring',
    SqlServerFqdn: 'sql1.contoso.com',
    SqlInstanceName: 'CHAT',
    DropExistingDatabasesOnMirror: true,
    Confirm: false,
  });
  expect(error).toBeUndefined();
  expect(estate.find('SQL1\\CHAT')!.database('mgc')?.mirroring).toMatchObject({
    role: 'PRINCIPAL',
    state: 'SYNCHRONIZED',
  });
  const { output } = await run('Get-CsDatabaseMirrorState', { PoolFqdn: 'chat.contoso.com' });
  expect(output).toMatchObject([{ DatabaseName: 'mgc', StateOnPrimary: 'Principal', StateOnMirror: 'Mirror' }]);
});
