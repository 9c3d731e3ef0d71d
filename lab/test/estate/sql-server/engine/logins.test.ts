/** Logins and server roles by statement and by procedure: what they do, what is refused, and what the catalog then shows. */
import type { SqlError } from '../../../../estate/sql-server/contract';
import { administrator, aNight, errorsOf, ordinary } from '../support';
import type { Night } from '../support';

let night: Night;
beforeAll(async () => {
  night = await aNight();
});
afterAll(() => night.close());

const cannot = (what: string): string =>
  `15151,16,1,1: Cannot ${what}, because it does not exist or you do not have permission.`;

const refused: readonly { readonly text: string; readonly told: string; readonly login?: string }[] = [
  { text: 'ALTER LOGIN nobody DISABLE', told: cannot("alter the login 'nobody'") },
  { text: 'ALTER LOGIN dba DISABLE', told: cannot("alter the login 'dba'"), login: ordinary },
  { text: "CREATE LOGIN dba WITH PASSWORD = N'x'", told: "15025,16,1,1: The server principal 'dba' already exists." },
  { text: 'ALTER SERVER ROLE nothing ADD MEMBER dba', told: cannot("alter the server role 'nothing'") },
  {
    text: 'ALTER SERVER ROLE sysadmin ADD MEMBER chatservice',
    told: cannot("alter the server role 'sysadmin'"),
    login: ordinary,
  },
  { text: 'ALTER SERVER ROLE sysadmin ADD MEMBER nobody', told: cannot("add the principal 'nobody'") },
  { text: 'ALTER SERVER ROLE sysadmin DROP MEMBER nobody', told: cannot("drop the principal 'nobody'") },
  { text: 'ALTER SERVER ROLE sysadmin DROP MEMBER sa', told: "15405,11,1,1: Cannot use the special principal 'sa'." },
  { text: "EXEC sp_addsrvrolemember 'dba', 'nothing'", told: "15402,11,1,1: 'nothing' is not a fixed server role." },
  {
    text: "EXEC sp_dropsrvrolemember 'nobody', 'sysadmin'",
    told: "15007,16,1,1: 'nobody' is not a valid login or you do not have permission.",
  },
  {
    text: "EXEC sp_addsrvrolemember 'chatservice', 'sysadmin'",
    told: '15247,16,1,1: User does not have permission to perform this action.',
    login: ordinary,
  },
  {
    text: "BEGIN TRAN; EXEC sp_addsrvrolemember 'dba', 'sysadmin'",
    told: "15002,16,1,1: The procedure 'sys.sp_addsrvrolemember' cannot be executed within a transaction.",
  },
  { text: 'ALTER LOGIN dba STOP', told: "102,15,1,1: Incorrect syntax near 'STOP'." },
];

it.each(refused)('is refused: $text by $login', async ({ text, told, login = administrator }) => {
  expect(errorsOf(await night.ask(text, { login }))).toEqual([told]);
});

const connect = async (user: string, password: string): Promise<number> => {
  const client = { hostName: 'h', programName: 'p', clientPid: 1 };
  try {
    const session = await night.estate.find('SQL1\\CHAT')!.login({ user, password, database: 'master', ...client });
    session.close();
    return 0;
  } catch (error) {
    return (error as SqlError).details.number;
  }
};
const cell = async (text: string, login?: string): Promise<unknown> =>
  (await night.ask(text, login === undefined ? {} : { login })).sets[0]?.rows[0]?.[0];

it('refuses a disabled login with 18470 and a wrong password with 18456, until it is enabled again', async () => {
  await night.ask("CREATE LOGIN [worker] WITH PASSWORD = N'right'");
  const disabled = "SELECT is_disabled FROM sys.server_principals WHERE name = 'worker'";
  expect([await connect('worker', 'right'), await cell(disabled)]).toEqual([0, 0]);
  await night.ask('ALTER LOGIN [worker] DISABLE');
  expect([await connect('worker', 'right'), await connect('worker', 'wrong'), await cell(disabled)]).toEqual([
    18470, 18456, 1,
  ]);
  expect(errorsOf(await night.ask('SELECT 1', { login: 'worker' }))[0]).toContain(
    "Login failed for user 'worker'. Reason: The account is disabled.",
  );
  await night.ask('ALTER LOGIN [worker] ENABLE');
  expect([await connect('worker', 'wrong'), await connect('worker', 'right'), await cell(disabled)]).toEqual([
    18456, 0, 0,
  ]);
});

const membership: readonly [add: string, drop: string][] = [
  ['ALTER SERVER ROLE [sysadmin] ADD MEMBER [peer]', 'ALTER SERVER ROLE [sysadmin] DROP MEMBER [peer]'],
  ["EXEC sp_addsrvrolemember 'peer', 'sysadmin'", "EXEC master.dbo.sp_dropsrvrolemember N'peer', N'sysadmin'"],
];

it.each(membership)('gives and takes sysadmin at once, for sessions that are open too: %s', async (add, drop) => {
  await night.ask("CREATE LOGIN peer WITH PASSWORD = N'x'");
  const own = "SELECT IS_SRVROLEMEMBER('sysadmin')";
  const members =
    "SELECT COUNT(*) FROM sys.server_role_members m JOIN sys.server_principals r ON r.principal_id = m.role_principal_id JOIN sys.server_principals p ON p.principal_id = m.member_principal_id WHERE r.name = 'sysadmin' AND p.name = 'peer'";
  const seen = async (): Promise<unknown[]> => [
    await cell(own, 'peer'),
    await cell("SELECT IS_SRVROLEMEMBER('sysadmin', 'peer')"),
    await cell(members),
  ];
  expect(await seen()).toEqual([0, 0, 0]);
  await night.ask(add);
  expect(await seen()).toEqual([1, 1, 1]);
  expect(await cell(`${drop}; ${own}`, 'peer')).toBe(0);
  expect(await seen()).toEqual([0, 0, 0]);
});
