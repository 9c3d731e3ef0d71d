import type { SqlServer, SqlSession } from '../contract';
import { SqlError } from '../contract';
import { BatchReply } from './batch-reply';
import type { PacketSink } from './message-writer';
import { MessageWriter } from './message-writer';
import { defaultPacketSize, PacketType } from './packet';
import { ProtocolViolation } from './protocol-violation';
import type { Dialect } from './reply-stream';
import type { Login7 } from './requests/login7';
import type { TdsVersion } from './tds-version';
import { negotiateVersion } from './tds-version';
import { collationChange, textChange } from './tokens/environment-change';
import { noFeatures } from './tokens/feature-acknowledgement';
import { loginAcknowledgement } from './tokens/login-acknowledgement';

export interface LoggedIn {
  readonly session: SqlSession;
  readonly dialect: Dialect;
  readonly packetSize: number;
}

const smallestPacketSize = 512;
const largestPacketSize = 32767;
const language = 'us_english';

/**
 * Asks the server for a session and answers LOGIN7 (MS-TDS 2.2.2.2). `undefined` when it is refused: every error is sent
 * and the connection is to be closed.
 */
export async function logIn(
  server: SqlServer,
  login: Login7,
  encrypted: boolean,
  sink: PacketSink,
): Promise<LoggedIn | undefined> {
  const tds = negotiateVersion(login.tdsVersion, server.version);
  if (tds === undefined) throw new ProtocolViolation(unsupportedVersion(login.tdsVersion));
  const dialect: Dialect = { level: tds.level, serverName: server.name };
  try {
    if (login.integratedSecurity) throw untrustedDomain();
    const session = await server.login({ ...login.request, encrypted });
    const packetSize = agreedPacketSize(login.packetSize);
    welcome(newReply(sink, dialect, session.id), server, tds, session.database, packetSize, login.hasFeatures);
    return { session, dialect, packetSize };
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const { reply, writer } = newReply(sink, dialect, 0);
    reply.fail(error);
    reply.finish();
    writer.end();
    return undefined;
  }
}

interface LoginReply {
  readonly reply: BatchReply;
  readonly writer: MessageWriter;
}

/** The size agreed on holds from the message after this one. */
function newReply(sink: PacketSink, dialect: Dialect, spid: number): LoginReply {
  const writer = new MessageWriter(sink, PacketType.tabularResult, spid, defaultPacketSize);
  return { reply: new BatchReply(writer, dialect, 'master'), writer };
}

/** In the order in which SQL Server says all this. */
function welcome(
  { reply, writer }: LoginReply,
  server: SqlServer,
  tds: TdsVersion,
  database: string,
  packetSize: number,
  hasFeatures: boolean,
): void {
  reply.database(database);
  reply.message({ number: 5701, severity: 10, state: 2, text: `Changed database context to '${database}'.` });
  reply.environment(collationChange());
  reply.environment(textChange('language', language, ''));
  reply.message({ number: 5703, severity: 10, state: 1, text: `Changed language setting to ${language}.` });
  reply.environment(loginAcknowledgement(tds, server.version));
  reply.environment(textChange('packetSize', String(packetSize), String(defaultPacketSize)));
  if (hasFeatures && tds.level >= 74) reply.environment(noFeatures());
  reply.finish();
  writer.end();
}

function agreedPacketSize(wished: number): number {
  return wished === 0 ? defaultPacketSize : Math.min(Math.max(wished, smallestPacketSize), largestPacketSize);
}

/** 17802: the client sees its connection closed, the reason stands in the log of the server. */
const unsupportedVersion = (asked: number): string =>
  `The Tabular Data Stream (TDS) version 0x${asked.toString(16)} of the client library used to open the connection is unsupported or unknown.`;

/** This server is in no domain. */
function untrustedDomain(): SqlError {
  return new SqlError({
    number: 18452,
    severity: 14,
    state: 1,
    text: 'Login failed. The login is from an untrusted domain and cannot be used with Windows authentication.',
  });
}
