import {
  administer,
  alter,
  anEstate,
  aSession,
  backup,
  createMgc,
  full,
  messagesIn,
  numbersOf,
  restore,
} from './support';
import type { TestEstate } from './support';

describe('access to a database', () => {
  let lab: TestEstate;
  const instance = () => lab.instance('SQL1\\CHAT');
  const connect = (database: string, user = 'chat', password = 'chat') =>
    instance().login({ user, password, database, hostName: 'chat1', programName: 'chat', clientPid: 1 });
  const option = (name: string, termination?: 'ROLLBACK IMMEDIATE' | 'NO_WAIT') =>
    alter({ set: 'option', option: name, ...(termination && { termination }) });

  beforeEach(async () => {
    lab = await anEstate();
    await createMgc(instance());
  });
  afterEach(() => lab.close());

  it('refuses a wrong password with 18456, and a database that cannot be opened with 4060 then 18456', async () => {
    expect(await numbersOf(connect('mgc', 'chat', 'wrong'))).toEqual([18456]);
    expect(await numbersOf(connect('none'))).toEqual([4060, 18456]);
    await administer(instance(), option('OFFLINE'));
    expect(await numbersOf(connect('mgc'))).toEqual([4060, 18456]);
  });

  it('refuses a restore while a session is in the database with 3101, and from inside it with 3102', async () => {
    await administer(instance(), backup('database', full));
    const session = await connect('mgc');
    const statement = restore('database', full, { REPLACE: true });
    expect(await numbersOf(administer(instance(), statement))).toEqual([3101, 3013]);
    expect(await numbersOf(administer(instance(), statement, { database: 'mgc' }))).toEqual([3102, 3013]);
    session.close();
    expect(await numbersOf(administer(instance(), statement))).toEqual([]);
  });

  it('lets one session into a single-user database, and nobody else change it', async () => {
    await administer(instance(), option('SINGLE_USER'));
    const session = await connect('mgc');
    expect(await numbersOf(connect('mgc'))).toEqual([4060, 18456]);
    expect(await numbersOf(administer(instance(), option('MULTI_USER')))).toEqual([5064, 5069]);
    session.close();
    expect(await numbersOf(administer(instance(), option('MULTI_USER')))).toEqual([]);
  });

  it('ends other sessions with ROLLBACK IMMEDIATE, and refuses with 5070 under NO_WAIT', async () => {
    await connect('mgc');
    expect(await numbersOf(administer(instance(), option('SINGLE_USER', 'NO_WAIT')))).toEqual([5070, 5069]);
    await administer(instance(), option('SINGLE_USER', 'ROLLBACK IMMEDIATE'));
    expect(instance().sessions('mgc')).toEqual([]);
  });

  it('waits for sessions to leave where no termination is given', async () => {
    const session = await connect('mgc');
    const work = administer(instance(), option('SINGLE_USER'));
    expect(instance().require('mgc').userAccess).toBe('MULTI_USER');
    session.close();
    await work;
    expect(instance().require('mgc').userAccess).toBe('SINGLE_USER');
  });

  it('refuses BACKUP, RESTORE, ALTER DATABASE and KILL to a login that is not an administrator', async () => {
    const as = { isSysadmin: false, login: 'chat' };
    expect(await numbersOf(administer(instance(), backup('database', full), as))).toEqual([262, 3013]);
    expect(await numbersOf(administer(instance(), restore('database', full, {}, 'other'), as))).toEqual([262, 3013]);
    expect(await numbersOf(administer(instance(), option('OFFLINE'), as))).toEqual([5011, 5069]);
    expect(await numbersOf(administer(instance(), { kind: 'kill', session: 60 }, as))).toEqual([6102]);
  });

  it('refuses to kill oneself, a system session and a session that is gone', async () => {
    const kill = (session: number) => numbersOf(administer(instance(), { kind: 'kill', session }, { id: 77 }));
    expect([await kill(77), await kill(5), await kill(99)]).toEqual([[6104], [6107], [6106]]);
  });

  it('keeps what a transaction changed to itself until it commits, and forgets it when the session ends', async () => {
    const { session } = aSession({ database: 'mgc' });
    const table = () => instance().table({ schema: 'dbo', name: 'tblChat' }, session)!;
    instance().begin(session);
    table().insert?.([[1n, 1, 'ann', 'M1', 'hello', 0n]], session);
    expect([...table().rows(session)]).toHaveLength(1);
    expect(messagesIn(instance())).toEqual([]);
    instance().rollback(session);
    expect([...table().rows(session)]).toEqual([]);
    instance().begin(session);
    table().insert?.([[2n, 1, 'ann', 'M2', 'hello', 0n]], session);
    instance().commit(session);
    expect(messagesIn(instance())).toEqual([2]);
  });

  it('comes up SINGLE_USER where it was backed up so, without TRUSTWORTHY and broker', async () => {
    await administer(instance(), option('SINGLE_USER'));
    await administer(instance(), backup('database', full));
    const other = lab.instance('SQL3\\CHAT');
    await administer(other, restore('database', full));
    const { userAccess, trustworthy, brokerEnabled, owner } = other.require('mgc');
    expect({ userAccess, trustworthy, brokerEnabled, owner }).toEqual({
      userAccess: 'SINGLE_USER',
      trustworthy: false,
      brokerEnabled: false,
      owner: 'pchatdr',
    });
  });
});
