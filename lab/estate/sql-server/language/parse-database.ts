/** ALTER DATABASE, CREATE and DROP DATABASE, ALTER AUTHORIZATION, ALTER USER. Names are literals only. */
import type { StatementBody } from './ast';
import type { AlterDatabaseAction, NamedFile } from '../contract';
import { parseAlterLogin, parseAlterServerRole } from './parse-principal';
import type { TokenStream } from './token-stream';

const partnerWords = ['OFF', 'FAILOVER', 'FORCE_SERVICE_ALLOW_DATA_LOSS', 'SUSPEND', 'RESUME'] as const;

const bareOptions = ['SINGLE_USER', 'MULTI_USER', 'RESTRICTED_USER', 'ONLINE', 'OFFLINE', 'EMERGENCY'] as const;

const valuedOptions: Readonly<Record<string, readonly string[]>> = {
  RECOVERY: ['FULL', 'BULK_LOGGED', 'SIMPLE'],
  TRUSTWORTHY: ['ON', 'OFF'],
};

export function parseAlter(stream: TokenStream): StatementBody {
  stream.expect('ALTER');
  if (stream.takeIf('DATABASE')) {
    const database = stream.identifier();
    stream.expect('SET');
    return { kind: 'alter database', database, action: parseAction(stream) };
  }
  if (stream.takeIf('AUTHORIZATION')) {
    stream.expect('ON', 'DATABASE', '::');
    const database = stream.identifier();
    stream.expect('TO');
    return { kind: 'alter authorization', database, owner: stream.identifier() };
  }
  if (stream.takeIf('LOGIN')) return parseAlterLogin(stream);
  if (stream.takeIf('SERVER', 'ROLE')) return parseAlterServerRole(stream);
  stream.expect('USER');
  const user = stream.identifier();
  stream.expect('WITH', 'LOGIN', '=');
  return { kind: 'alter user', user, login: stream.identifier() };
}

function parseAction(stream: TokenStream): AlterDatabaseAction {
  if (stream.takeIf('PARTNER')) return parsePartner(stream);
  if (stream.takeIf('WITNESS')) {
    if (stream.takeIf('=')) return { set: 'witness', to: stream.string() };
    stream.expect('OFF');
    return { set: 'witness', to: 'OFF' };
  }
  const option = parseOption(stream);
  return stream.takeIf('WITH') ? { ...option, termination: parseTermination(stream) } : option;
}

function parsePartner(stream: TokenStream): AlterDatabaseAction {
  if (stream.takeIf('=')) return { set: 'partner', to: stream.string() };
  if (stream.takeIf('SAFETY')) {
    return { set: 'partner safety', to: stream.expectAny(['FULL', 'OFF']) === 'FULL' ? 'FULL' : 'OFF' };
  }
  if (stream.takeIf('TIMEOUT')) return { set: 'partner timeout', to: stream.integer() };
  const word = partnerWords.find((candidate) => stream.takeIf(candidate));
  if (word === undefined) throw stream.failure();
  return { set: 'partner', to: word };
}

function parseOption(stream: TokenStream): Extract<AlterDatabaseAction, { set: 'option' }> {
  const bare = stream.takeAny(bareOptions);
  if (bare !== undefined) return { set: 'option', option: bare };
  const option = stream.expectAny(Object.keys(valuedOptions));
  return { set: 'option', option, value: stream.expectAny(valuedOptions[option]!) };
}

function parseTermination(stream: TokenStream): 'ROLLBACK IMMEDIATE' | 'NO_WAIT' {
  if (stream.takeIf('NO_WAIT')) return 'NO_WAIT';
  stream.expect('ROLLBACK', 'IMMEDIATE');
  return 'ROLLBACK IMMEDIATE';
}

export function parseCreateDatabase(stream: TokenStream): StatementBody {
  stream.expect('CREATE', 'DATABASE');
  const database = stream.identifier();
  const files: NamedFile[] = [];
  if (stream.takeIf('ON')) {
    stream.takeIf('PRIMARY');
    files.push(...stream.list(() => parseFile(stream, 'ROWS')));
  }
  if (stream.takeIf('LOG', 'ON')) files.push(...stream.list(() => parseFile(stream, 'LOG')));
  return { kind: 'create database', database, files };
}

/** `(NAME = mgc_2, FILENAME = 'E:\\mgc_2.ndf')`; sizes are modelled, so none is given. */
function parseFile(stream: TokenStream, type: NamedFile['type']): NamedFile {
  stream.expect('(', 'NAME', '=');
  const logicalName = stream.atIdentifier ? stream.identifier() : stream.string();
  stream.expect(',', 'FILENAME', '=');
  const physicalName = stream.string();
  stream.expect(')');
  return { logicalName, type, physicalName };
}

export function parseDropDatabase(stream: TokenStream): StatementBody {
  stream.expect('DROP', 'DATABASE');
  return { kind: 'drop database', databases: stream.list(() => stream.identifier()) };
}
