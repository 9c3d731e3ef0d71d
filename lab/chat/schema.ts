/**
 * The tables that the chat servers use, by the names that the vendor gives them. Only the columns that a chat server of
 * the lab reads or writes; the product's tables have more.
 */

export const chatTables = {
  mgc: {
    tblChat:
      'messageId nvarchar(64) not null, userId nvarchar(128) not null, chatDate bigint not null, content nvarchar(max)',
    tblServerIdentity:
      'serverID nvarchar(128) not null, serverAddress nvarchar(256) not null, serverLastPingTime datetime not null',
  },
  mgccomp: {
    tblComplianceData: 'messageId nvarchar(64) not null, eventDate datetime not null, exported bit not null',
  },
} as const;

/** Marks the texts that name a message, so that they can be found in any row of any schema. */
const messagePrefix = 'message-';

export const messageId = (estate: string, number: number): string => `${messagePrefix}${estate}-${String(number)}`;
export const isMessageId = (value: unknown): value is string =>
  typeof value === 'string' && value.startsWith(messagePrefix);

const ticksPerMillisecond = 10_000n;
/** 1970-01-01 in ticks since the year 1. */
const ticksOfEpoch = 621_355_968_000_000_000n;

/** .NET ticks, as `tblChat.chatDate` holds them: decimal text, because a JavaScript number cannot. */
export const ticks = (date: Date): string => String(BigInt(date.getTime()) * ticksPerMillisecond + ticksOfEpoch);
