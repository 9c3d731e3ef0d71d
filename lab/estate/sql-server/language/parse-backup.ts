/** BACKUP and RESTORE ("BACKUP (Transact-SQL)", "RESTORE Statements"), disk devices only. */
import type { BackupSyntax, Expression, RestoreSyntax } from './ast';
import { literal, stringLiteral } from './literals';
import { syntaxError } from './syntax-error';
import type { TokenStream } from './token-stream';

type OptionForm = 'bare' | 'number' | 'text' | 'optional number';

const shared: Record<string, OptionForm> = {
  CHECKSUM: 'bare',
  NO_CHECKSUM: 'bare',
  CONTINUE_AFTER_ERROR: 'bare',
  STOP_ON_ERROR: 'bare',
  STATS: 'optional number',
  BLOCKSIZE: 'number',
  BUFFERCOUNT: 'number',
  MAXTRANSFERSIZE: 'number',
  MEDIANAME: 'text',
  NORECOVERY: 'bare',
  STANDBY: 'text',
  RESTART: 'bare',
  REWIND: 'bare',
  NOREWIND: 'bare',
  UNLOAD: 'bare',
  NOUNLOAD: 'bare',
};

const backupOptions: Record<string, OptionForm> = {
  ...shared,
  COPY_ONLY: 'bare',
  COMPRESSION: 'bare',
  NO_COMPRESSION: 'bare',
  DESCRIPTION: 'text',
  NAME: 'text',
  EXPIREDATE: 'text',
  RETAINDAYS: 'number',
  INIT: 'bare',
  NOINIT: 'bare',
  SKIP: 'bare',
  NOSKIP: 'bare',
  FORMAT: 'bare',
  NOFORMAT: 'bare',
  MEDIADESCRIPTION: 'text',
  DIFFERENTIAL: 'bare',
  NO_TRUNCATE: 'bare',
};

const restoreOptions: Record<string, OptionForm> = {
  ...shared,
  FILE: 'number',
  MEDIAPASSWORD: 'text',
  PASSWORD: 'text',
  RECOVERY: 'bare',
  REPLACE: 'bare',
  RESTRICTED_USER: 'bare',
  STOPAT: 'text',
  STOPATMARK: 'text',
  STOPBEFOREMARK: 'text',
  KEEP_REPLICATION: 'bare',
  KEEP_CDC: 'bare',
  ENABLE_BROKER: 'bare',
  NEW_BROKER: 'bare',
  ERROR_BROKER_CONVERSATIONS: 'bare',
  LOADHISTORY: 'bare',
};

const restoreOnly = ['HEADERONLY', 'FILELISTONLY', 'LABELONLY', 'VERIFYONLY'] as const;

export function parseBackup(stream: TokenStream): BackupSyntax {
  stream.expect('BACKUP');
  const what = stream.expectAny(['DATABASE', 'LOG']) === 'LOG' ? 'log' : 'database';
  const database = parseDatabase(stream);
  stream.expect('TO');
  const disks = parseDisks(stream);
  const options = new Map<string, true | Expression>();
  if (stream.takeIf('WITH')) stream.list(() => parseOption(stream, 'BACKUP', backupOptions, options));
  return { kind: 'backup', what, database, disks, options };
}

export function parseRestore(stream: TokenStream): RestoreSyntax {
  stream.expect('RESTORE');
  const only = restoreOnly.find((word) => stream.takeIf(word));
  const word = only ?? stream.expectAny(['DATABASE', 'LOG']);
  const database = only === undefined ? parseDatabase(stream) : undefined;
  const mayOmitDevices = word === 'DATABASE' || word === 'LOG';
  const disks = !mayOmitDevices || stream.at('FROM') ? parseSource(stream) : [];
  const options = new Map<string, true | Expression>();
  const moves: { logical: Expression; to: Expression }[] = [];
  if (stream.takeIf('WITH')) {
    stream.list(() => {
      if (stream.takeIf('MOVE')) {
        const logical = parseText(stream);
        stream.expect('TO');
        moves.push({ logical, to: parseText(stream) });
      } else {
        parseOption(stream, 'RESTORE', restoreOptions, options);
      }
    });
  }
  const what = word.toLowerCase() as RestoreSyntax['what'];
  return { kind: 'restore', what, disks, options, moves, ...(database && { database }) };
}

function parseSource(stream: TokenStream): Expression[] {
  stream.expect('FROM');
  return parseDisks(stream);
}

/** `DISK = 'path', …` */
const parseDisks = (stream: TokenStream): Expression[] =>
  stream.list(() => {
    stream.expect('DISK', '=');
    return parseText(stream);
  });

function parseDatabase(stream: TokenStream): Expression {
  if (stream.current.kind === 'variable') return parseVariable(stream);
  return stringLiteral(stream.identifier(), true);
}

function parseVariable(stream: TokenStream): Expression {
  const { line } = stream.current;
  return { kind: 'variable', name: stream.variable().toLowerCase(), line };
}

function parseText(stream: TokenStream): Expression {
  if (stream.current.kind === 'variable') return parseVariable(stream);
  const { unicode } = stream.current;
  return stringLiteral(stream.string(), unicode);
}

function parseNumber(stream: TokenStream): Expression {
  if (stream.current.kind === 'variable') return parseVariable(stream);
  const constant = stream.current.kind === 'integer' ? literal(stream.current) : undefined;
  if (constant === undefined) throw stream.failure();
  stream.take();
  return constant;
}

/** @throws SqlError 155 for an option of another statement, 156 and 102 for a wrong form. */
function parseOption(
  stream: TokenStream,
  statement: 'BACKUP' | 'RESTORE',
  known: Record<string, OptionForm>,
  into: Map<string, true | Expression>,
): void {
  const { word, value, line, kind } = stream.current;
  const form = known[word];
  if (form === undefined) {
    if (kind !== 'word') throw stream.failure();
    throw syntaxError(155, `'${value}' is not a recognized ${statement} option.`, line);
  }
  stream.take();
  if (form === 'bare' || (form === 'optional number' && !stream.at('='))) {
    into.set(word, true);
    return;
  }
  stream.expect('=');
  into.set(word, form === 'text' ? parseText(stream) : parseNumber(stream));
  if (word.endsWith('MARK') && stream.takeIf('AFTER')) into.set('AFTER', parseText(stream));
}
