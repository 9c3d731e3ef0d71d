import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { StandIn } from './support';
import { standIn } from './support';

const text = `SELECT name, recovery_model_desc FROM sys.databases WHERE name IN (N'mgc', N'msdb') ORDER BY name
SELECT CAST(NULL AS int) AS nothing, N'é' AS wide, CAST(0x0102 AS varbinary(8)) AS bytes
PRINT 'hello'
go
BEGIN TRANSACTION
INSERT INTO mgc.dbo.tblNode VALUES (1, N'free', 0)
ROLLBACK TRANSACTION
go
EXEC sp_executesql N'SELECT @number + 1 AS answer', N'@number int', @number = 41
go

SELECT nope FROM sys.databases
go
`;

/** What the tools call the parts of what they print differs; what the server said must be in it. */
const seen: readonly RegExp[] = [
  /^mgc +FULL *$/m,
  /^msdb +SIMPLE *$/m,
  /2 rows affected/,
  /NULL +é +(0x)?0102/i,
  /hello/,
  /^ *42 *$/m,
  /Msg 207, Level 16, State 1/,
  /Line 2/,
  /Invalid column name 'nope'\./,
];

describe('the stand-in, asked by the tools of FreeTDS', () => {
  let server: StandIn;

  beforeAll(async () => {
    server = await standIn();
  });

  afterAll(() => server.close());

  async function print(tool: string, password: string): Promise<string> {
    const env = { ...process.env, TDSPORT: String(server.port), LC_ALL: 'C.UTF-8' };
    const client = spawn(tool, ['-U', 'pchatdr', '-P', password, '-S', '127.0.0.1'], { env });
    let printed = '';
    for (const stream of [client.stdout, client.stderr])
      stream.on('data', (bytes: Buffer) => (printed += bytes.toString()));
    // A tool that is refused ends before it has read anything.
    client.stdin.on('error', () => undefined);
    client.stdin.end(text);
    await once(client, 'close');
    return printed;
  }

  for (const tool of ['bsqldb', 'fisql']) {
    const isMissing = spawnSync(tool, ['-?']).error !== undefined;
    const maybe = isMissing ? it.skip : it;
    const because = isMissing ? ` [needs ${tool} of FreeTDS on the PATH]` : '';

    maybe(`${tool} prints rows, NULLs, messages, row counts and errors with their lines${because}`, async () => {
      const printed = await print(tool, 'secret');
      for (const part of seen) expect(printed).toMatch(part);
    });

    maybe(`${tool} is refused with 18456 for a wrong password${because}`, async () => {
      expect(await print(tool, 'wrong')).toMatch(
        /Msg 18456, Level 14, State 1[^]*Login failed for user 'pchatdr'\.|Login incorrect/,
      );
    });
  }
});
